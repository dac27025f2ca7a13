package bft.worker.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Lines of text of bounded length, ended by LF or CRLF, with their numbers for error messages. */
final class LineReader {
    private static final int MAX_LINE_BYTES = 1 << 20;

    private final Path file;
    private final InputStream in;
    private byte[] line = new byte[256];
    private int number;

    LineReader(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /**
     * The next line that is not blank, without the white space around it, or an empty string at the
     * end.
     *
     * @throws IllegalArgumentException if a line is longer than 1 MiB
     */
    String next() throws IOException {
        int value = 0;
        while (value >= 0) {
            int length = 0;
            for (value = in.read(); value >= 0 && value != '\n'; value = in.read()) {
                line = roomFor(length);
                line[length++] = (byte) value;
            }
            number++;
            String text = new String(line, 0, length, StandardCharsets.UTF_8).strip();
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    /** Where we are, for error messages. */
    String place() {
        return "line " + number;
    }

    private byte[] roomFor(int length) {
        if (length == MAX_LINE_BYTES) {
            throw DataFile.malformed(
                    file, "line " + (number + 1), "longer than " + MAX_LINE_BYTES + " bytes");
        }
        return length < line.length ? line : Arrays.copyOf(line, 2 * line.length);
    }
}
