package bft.worker.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The first lines of a text file, from which its format is detected.
 *
 * @param lines without comments and blank lines
 */
record Sample(List<String> lines) {
    private static final int MAX_LINES = 20;
    private static final int MAX_CHARS = 1 << 20;

    /** In this order, because a comma beside another separator is a decimal comma. */
    private static final String SEPARATORS = "\t;|,";

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** A word without separators, or several labels. */
    private static final Pattern LABEL = Pattern.compile("[^,;|]*|-?\\d+(,-?\\d+)+");

    private static final Pattern PAIR = Pattern.compile("(qid|-?\\d+):.*");

    Sample {
        lines = List.copyOf(lines);
    }

    static Sample of(Path file) {
        return DataFile.readText(file, in -> read(new LineReader(file, in)));
    }

    private static Sample read(LineReader in) throws IOException {
        var lines = new ArrayList<String>();
        int chars = 0;
        Optional<String> line = in.next();
        while (line.isPresent() && lines.size() < MAX_LINES && chars < MAX_CHARS) {
            lines.add(line.get());
            chars += line.get().length();
            line = in.next();
        }
        return new Sample(lines);
    }

    /** Whether most lines that hold more than a label hold pairs {@code INDEX:VALUE} besides. */
    boolean isLibsvm() {
        int paired = 0;
        int other = 0;
        for (String line : lines) {
            String[] words = BLANKS.split(line);
            boolean pairs =
                    words.length > 1
                            && LABEL.matcher(words[0]).matches()
                            && PAIR.matcher(words[1]).matches();
            paired += pairs ? 1 : 0;
            other += !pairs && (words.length > 1 || isSeparated(line)) ? 1 : 0;
        }
        return paired > other;
    }

    /**
     * The separator that occurs equally often in each line, else the most frequent one of the first
     * line.
     */
    char separator() {
        for (char separator : SEPARATORS.toCharArray()) {
            if (lines.stream().mapToInt(line -> count(line, separator)).distinct().count() == 1
                    && count(lines.get(0), separator) > 0) {
                return separator;
            }
        }
        char most = ',';
        for (char separator : SEPARATORS.toCharArray()) {
            String first = lines.isEmpty() ? "" : lines.get(0);
            most = count(first, separator) > count(first, most) ? separator : most;
        }
        return most;
    }

    private static boolean isSeparated(String line) {
        return SEPARATORS.chars().anyMatch(separator -> line.indexOf(separator) >= 0);
    }

    private static int count(String line, char separator) {
        int count = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            quoted ^= c == '"';
            count += c == separator && !quoted ? 1 : 0;
        }
        return count;
    }
}
