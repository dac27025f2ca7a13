package bft.server.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the lines of a file one by one, as bytes with their line feed. */
final class AuditLines implements AutoCloseable {
    /** More than a line of the most workers has. */
    static final int MOST_BYTES = 1 << 26;

    private final InputStream in;

    AuditLines(Path file) throws IOException {
        in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    /** The next line; empty at the end. The last may lack its line feed. */
    Optional<byte[]> next() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.write(next);
            if (next == '\n' || line.size() > MOST_BYTES) {
                break;
            }
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
    }

    static boolean isComplete(byte[] line) {
        return line[line.length - 1] == '\n';
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
