package bft.server.files;

import bft.worker.config.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Checks whether a file could be written, before there is anything to write. */
public final class OutputPaths {
    private OutputPaths() {}

    /**
     * Checks a file that will be written under another name and renamed.
     *
     * @throws IOException with the file and why it could not be written
     */
    public static void tryWhole(Path path) throws IOException {
        Path target = path.toAbsolutePath();
        requireFolder(path, target);
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new IOException(path + ": cannot be replaced, it is a device and not a file");
        }
        Path aside = WholeFile.aside(target);
        tryToCreate(path, aside);
        Files.deleteIfExists(aside);
    }

    /**
     * Checks a file that will be written line by line; its content stays. A pipe or a device is not
     * opened, because that could block until something reads it.
     *
     * @throws IOException with the file and why it could not be written
     */
    public static void tryLines(Path path) throws IOException {
        Path target = path.toAbsolutePath();
        requireFolder(path, target);
        boolean isThere = Files.exists(target);
        if (isThere && !Files.isRegularFile(target)) {
            return;
        }
        tryToCreate(path, target);
        if (!isThere) {
            Files.deleteIfExists(target);
        }
    }

    private static void requireFolder(Path path, Path target) throws IOException {
        Path folder = target.getParent();
        if (Files.isDirectory(target) || folder == null) {
            throw new IOException("'" + path + "' is a folder: give the name of a file in it");
        }
        if (!Files.exists(folder)) {
            throw new IOException(path + ": there is no folder " + folder + ": create it first");
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(path + ": " + folder + " is not a folder");
        }
    }

    private static void tryToCreate(Path path, Path tried) throws IOException {
        try {
            Files.newByteChannel(tried, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close();
        } catch (IOException e) {
            throw new IOException(path + ": cannot be written: " + OneLine.reason(e), e);
        }
    }
}
