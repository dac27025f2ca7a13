package bft.worker.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads sparse rows in the format of LIBSVM: {@code LABEL INDEX:VALUE INDEX:VALUE ...}, indices
 * ascending from 1, what is not named is 0.
 *
 * <p>The width is the largest index of the training file; a test file may use fewer features but
 * not more. Chang, Lin, "LIBSVM: a library for support vector machines", ACM TIST 2(3), 2011.
 */
final class LibsvmReader {
    /** Dense rows are what the models take, so more features than this are refused. */
    private static final int MAX_WIDTH = 1 << 20;

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern FIRST_LINE = Pattern.compile("\\S+\\s+\\d+:.*");

    private final Path file;
    private final LineReader lines;
    private final int maxWidth;
    private final List<String> labels = new ArrayList<>();

    /** All values, row after row; {@link #indices} tells which feature each is. */
    private final FloatList values = new FloatList();

    private final List<int[]> indices = new ArrayList<>();

    private LibsvmReader(Path file, LineReader lines, int maxWidth) {
        this.file = file;
        this.lines = lines;
        this.maxWidth = maxWidth;
    }

    /**
     * Reads training rows; the width is their largest index.
     *
     * @throws IllegalArgumentException if the file is not of this format
     */
    static Table read(Path file) {
        return DataFile.read(
                file,
                (in, most) -> new LibsvmReader(file, new LineReader(file, in), MAX_WIDTH).table(0));
    }

    /**
     * Reads test rows of a given width.
     *
     * @throws IllegalArgumentException if the file is not of this format or has an index beyond
     */
    static Table read(Path file, int width) {
        return DataFile.read(
                file,
                (in, most) -> new LibsvmReader(file, new LineReader(file, in), width).table(width));
    }

    /** Whether the first line of a text looks like this format. */
    static boolean fits(String firstLine) {
        return FIRST_LINE.matcher(firstLine).matches();
    }

    private Table table(int leastWidth) throws IOException {
        int width = Math.max(leastWidth, 1);
        for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
            width = Math.max(width, addRow(BLANKS.split(line)));
        }
        long total = (long) labels.size() * width;
        if (total > DataFile.MAX_FEATURES) {
            throw malformed(
                    "%d rows of width %d have %d features, limit %d"
                            .formatted(labels.size(), width, total, DataFile.MAX_FEATURES));
        }
        return new Table(dense(width), labels, width);
    }

    /** Adds a row and returns its largest index. */
    private int addRow(String[] fields) {
        labels.add(Table.label(fields[0]));
        int[] row = new int[fields.length - 1];
        int previous = 0;
        for (int i = 0; i < row.length; i++) {
            previous = addValue(fields[i + 1], previous);
            row[i] = previous;
        }
        indices.add(row);
        return previous;
    }

    private int addValue(String field, int previous) {
        int colon = field.indexOf(':');
        try {
            int index = Integer.parseInt(field.substring(0, Math.max(colon, 0)));
            float value = Float.parseFloat(field.substring(colon + 1));
            if (index <= previous || index > maxWidth) {
                throw malformed(
                        "index must be in %d..%d, got %d".formatted(previous + 1, maxWidth, index));
            }
            if (!Float.isFinite(value)) {
                throw malformed("value %d must be finite, got %s".formatted(index, value));
            }
            values.add(value);
            return index;
        } catch (NumberFormatException e) {
            throw malformed("'%s' is not INDEX:VALUE".formatted(field));
        }
    }

    private float[] dense(int width) {
        float[] dense = new float[labels.size() * width];
        int at = 0;
        for (int row = 0; row < indices.size(); row++) {
            for (int index : indices.get(row)) {
                dense[row * width + index - 1] = values.get(at++);
            }
        }
        return dense;
    }

    private IllegalArgumentException malformed(String what) {
        return DataFile.malformed(file, lines.place(), what);
    }
}
