package bft.experiments.cluster;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a file while another process still writes it, whole lines only. */
final class LineTail implements Closeable {
    private final InputStream in;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    LineTail(Path file) throws IOException {
        in = Files.newInputStream(file);
    }

    /** The lines that were finished since the last call. */
    List<String> read() throws IOException {
        List<String> lines = new ArrayList<>();
        for (byte b : in.readAllBytes()) {
            if (b == '\n') {
                lines.add(begun.toString(StandardCharsets.UTF_8));
                begun.reset();
            } else {
                begun.write(b);
            }
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
