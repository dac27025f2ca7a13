package bft.worker.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Lines of text of bounded length, ended by LF, CRLF or CR, with their numbers for error messages.
 */
final class LineReader {
    private static final int MAX_LINE = 1 << 24;

    private final Path file;
    private final Reader in;
    private final StringBuilder line = new StringBuilder();
    private int number;
    private boolean afterReturn;

    LineReader(Path file, Reader in) {
        this.file = file;
        this.in = new BufferedReader(in);
    }

    /**
     * The next line that holds more than white space and a comment from # on, without these; none
     * at the end.
     *
     * @throws IllegalArgumentException if a line is longer than 16 Mi characters
     */
    Optional<String> next() throws IOException {
        while (readLine()) {
            number++;
            int comment = line.indexOf("#");
            String text = line.substring(0, comment < 0 ? line.length() : comment).strip();
            if (!text.isEmpty()) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    /** The current position, for error messages. */
    String place() {
        return "line " + number;
    }

    private boolean readLine() throws IOException {
        line.setLength(0);
        int c = in.read();
        if (c == '\n' && afterReturn) {
            c = in.read();
        }
        boolean any = c >= 0;
        for (; c >= 0 && c != '\n' && c != '\r'; c = in.read()) {
            if (line.length() == MAX_LINE) {
                String place = "line " + (number + 1);
                throw DataFile.malformed(file, place, "longer than " + MAX_LINE + " characters");
            }
            line.append((char) c);
        }
        afterReturn = c == '\r';
        return any;
    }
}
