package bft.experiments.output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Writes files aside and renames them, so that one with its name is never half a file. */
public final class WholeFile {
    /** What stands behind the name of a file that is not yet whole. */
    public static final String ASIDE = ".partial";

    private WholeFile() {}

    /**
     * Writes a file, or replaces it.
     *
     * @throws UnwritableException if it cannot be written; then there is no new file, and no part
     *     of one
     */
    public static void write(Path file, byte[] content) throws UnwritableException {
        Path aside = file.resolveSibling(file.getFileName() + ASIDE);
        try {
            Files.write(aside, content);
            rename(aside, file);
        } catch (IOException e) {
            discard(aside);
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
     * Makes sure before the work that files can be written to a directory after it.
     *
     * @param directory is made if there is none
     * @throws UnwritableException if that cannot be, or nothing can be written there
     */
    public static void requireWritable(Path directory) throws UnwritableException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UnwritableException(directory, e);
        }
        Path trial = directory.resolve("trial" + ASIDE);
        try {
            Files.write(trial, new byte[1]);
        } catch (IOException e) {
            throw new UnwritableException(trial, e);
        } finally {
            discard(trial);
        }
    }

    private static void rename(Path aside, Path file) throws IOException {
        try {
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** What was written of a file aside is of no use if that failed, and goes if it can. */
    public static void discardPart(Path file) {
        discard(file.resolveSibling(file.getFileName() + ASIDE));
    }

    private static void discard(Path aside) {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            // The failure that led here is the one to be told.
        }
    }
}
