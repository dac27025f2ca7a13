package bft.server.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/**
 * Writes a file aside, forces it to the disk and renames it: a reader sees the old file or the new
 * one, whole, also after a crash. Where it cannot be written nothing of it stays.
 */
public final class WholeFile {
    /** How the name of a file ends that is not whole. */
    public static final String PARTIAL = ".partial";

    private WholeFile() {}

    /** What stands in the file. */
    public interface Content {
        void writeTo(FileChannel file) throws IOException;
    }

    /**
     * Takes the place of what was there.
     *
     * @param attributes of the file from its first moment on, such as who may read it
     */
    public static void write(Path path, Content content, FileAttribute<?>... attributes)
            throws IOException {
        Path target = path.toAbsolutePath();
        Path aside = aside(target);
        try {
            Files.deleteIfExists(aside);
            try (FileChannel file = FileChannel.open(aside, forWriting(), attributes)) {
                content.writeTo(file);
                file.force(true);
            }
            rename(aside, target);
        } catch (IOException | RuntimeException e) {
            deleteQuietly(aside, e);
            throw e;
        }
        forceIfPossible(target.getParent());
    }

    /** A short text, in UTF-8. */
    public static void writeText(Path path, String text, FileAttribute<?>... attributes)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(path, file -> writeFully(file, ByteBuffer.wrap(bytes)), attributes);
    }

    /** All that is left in the buffer. */
    public static void writeFully(FileChannel file, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            file.write(from);
        }
    }

    /** Where a file stands until it is whole. */
    static Path aside(Path target) {
        return target.resolveSibling(target.getFileName() + PARTIAL);
    }

    private static Set<StandardOpenOption> forWriting() {
        return Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static void rename(Path aside, Path target) throws IOException {
        try {
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void deleteQuietly(Path aside, Exception why) {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /** The new name, too, should outlive a crash; not every system lets a folder be forced. */
    private static void forceIfPossible(Path folder) {
        try {
            force(folder);
        } catch (IOException e) {
            // The file is whole all the same.
        }
    }

    /** Forces the names in a folder to the disk. */
    public static void force(Path folder) throws IOException {
        try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
            opened.force(true);
        }
    }
}
