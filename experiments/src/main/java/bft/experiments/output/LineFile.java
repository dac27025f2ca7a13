package bft.experiments.output;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A text file that grows line by line, each of them there as soon as it is added. A line that does
 * not fit on the disk is taken back, so that the file ends with a whole one.
 */
public final class LineFile implements Closeable {
    private final Path file;
    private final FileOutputStream out;
    private long whole;

    /**
     * Begins the file anew.
     *
     * @throws UnwritableException if it cannot be written
     */
    public LineFile(Path file) throws UnwritableException {
        this.file = file;
        try {
            this.out = new FileOutputStream(file.toFile());
        } catch (IOException e) {
            throw new UnwritableException(file, e);
        }
    }

    /**
     * Adds a line.
     *
     * @param line without its end
     * @throws UnwritableException if it cannot be written whole; then it is not there at all
     */
    public void add(String line) throws UnwritableException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            out.write(bytes);
            whole += bytes.length;
        } catch (IOException e) {
            takeBack();
            throw new UnwritableException(file, e);
        }
    }

    private void takeBack() {
        try {
            out.getChannel().truncate(whole);
        } catch (IOException e) {
            // The failure that led here is the one to be told.
        }
    }

    @Override
    public void close() throws UnwritableException {
        try {
            out.close();
        } catch (IOException e) {
            throw new UnwritableException(file, e);
        }
    }
}
