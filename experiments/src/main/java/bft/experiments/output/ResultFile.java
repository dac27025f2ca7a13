package bft.experiments.output;

import bft.server.files.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes files of results: complete or not at all, with an error that says what to do. */
public final class ResultFile {
    private ResultFile() {}

    /**
     * Writes a file, or replaces it.
     *
     * @throws UnwritableException if it cannot be written; then there is no new file and no partial
     *     one
     */
    public static void write(Path file, byte[] content) throws UnwritableException {
        try {
            WholeFile.write(file, to -> WholeFile.writeFully(to, ByteBuffer.wrap(content)));
        } catch (IOException e) {
            throw new UnwritableException(file, e);
        }
    }

    /** The same with text, in UTF-8. */
    public static void write(Path file, String text) throws UnwritableException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with lines. */
    public static void write(Path file, List<String> lines) throws UnwritableException {
        write(file, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
    }

    /**
     * Checks before the work that files can be written to a directory.
     *
     * @param directory created if it does not exist
     * @throws UnwritableException if it cannot be created, or nothing can be written there
     */
    public static void requireWritable(Path directory) throws UnwritableException {
        Path trial = directory.resolve("trial");
        try {
            Files.createDirectories(directory);
            WholeFile.writeText(trial, "-");
            Files.delete(trial);
        } catch (IOException e) {
            throw new UnwritableException(trial, e);
        }
    }
}
