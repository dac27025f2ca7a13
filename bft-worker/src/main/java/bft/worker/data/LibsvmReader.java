package bft.worker.data;

import bft.spec.BadArgument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads sparse rows in the format of LIBSVM: {@code LABEL INDEX:VALUE INDEX:VALUE ...}, indices
 * ascending; features that are not listed are 0.
 *
 * <p>Like the tools of SVMlight and scikit-learn, it accepts comments from # on, ignores {@code
 * qid:GROUP}, and accepts indices from 0 or from 1. Chang, Lin, "LIBSVM: a library for support
 * vector machines", ACM TIST 2(3), 2011.
 */
final class LibsvmReader {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final String GROUP = "qid:";

    private final Path file;
    private final LineReader lines;
    private final List<String> labels = new ArrayList<>();
    private final List<int[]> indices = new ArrayList<>();
    private final FloatList values;
    private boolean grouped;

    private LibsvmReader(Path file, LineReader lines) {
        this.file = file;
        this.values = new FloatList(file);
        this.lines = lines;
    }

    /**
     * Reads rows.
     *
     * @throws IllegalArgumentException if the file is not of this format
     */
    static SparseRows read(Path file, Notes notes) {
        return DataFile.readText(
                file, in -> new LibsvmReader(file, new LineReader(file, in)).rows(notes));
    }

    private SparseRows rows(Notes notes) throws IOException {
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            addRow(BLANKS.split(line.get()));
        }
        BadArgument.when(labels.isEmpty()).because("%s: there are no rows", file);
        BadArgument.when(values.size() == 0).because("%s: no row has a feature", file);
        if (grouped) {
            notes.warn(file + ": the groups (qid) of its rows are not used");
        }
        notes.add("%s: LIBSVM, %s rows".formatted(file, labels.size()));
        return new SparseRows(file, List.copyOf(labels), indices, values.toArray(0));
    }

    private void addRow(String[] words) {
        labels.add(label(words[0]));
        int from = words.length > 1 && words[1].startsWith(GROUP) ? 2 : 1;
        grouped |= from == 2;
        int[] row = new int[words.length - from];
        int previous = -1;
        for (int i = 0; i < row.length; i++) {
            previous = addValue(words[i + from], previous);
            row[i] = previous;
        }
        indices.add(row);
    }

    private String label(String word) {
        if (word.indexOf(':') >= 0) {
            throw malformed("a row begins with its label, got " + DataFile.quoted(word));
        }
        if (word.indexOf(',') >= 0) {
            throw malformed("one label is needed, got " + DataFile.quoted(word));
        }
        if (Numbers.isMissing(word)) {
            throw malformed("a label is needed, got " + DataFile.quoted(word));
        }
        return Table.label(word);
    }

    private int addValue(String word, int previous) {
        int colon = word.indexOf(':');
        String text = word.substring(colon + 1);
        int index = Numbers.index(word.substring(0, Math.max(colon, 0)));
        if (index < 0 || text.isEmpty()) {
            throw malformed(DataFile.quoted(word) + " is not INDEX:VALUE");
        }
        if (index <= previous) {
            throw malformed("indices must ascend, got %s after %s".formatted(index, previous));
        }
        if (index > DataFile.MAX_WIDTH) {
            throw malformed(
                    "index must be at most %s, got %s".formatted(DataFile.MAX_WIDTH, index));
        }
        float value = Numbers.single(text);
        if (Float.isNaN(value)) {
            throw malformed(
                    "value of index %s must be a finite number, got %s"
                            .formatted(index, DataFile.quoted(text)));
        }
        values.add(value);
        return index;
    }

    private IllegalArgumentException malformed(String what) {
        return DataFile.malformed(file, lines.place(), what);
    }
}
