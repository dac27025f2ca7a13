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
 * Writes a file under another name, forces it to the disk and renames it: a reader sees the old
 * file or the new one, complete, even after a crash. If it cannot be written, no part of it stays.
 */
public final class WholeFile {
    /** Suffix of the name of an incomplete file. */
    public static final String PARTIAL = ".partial";

    private WholeFile() {}

    /** Writes the content of the file. */
    public interface Content {
        void writeTo(FileChannel file) throws IOException;
    }

    /**
     * Writes a file, replacing the old one.
     *
     * @param attributes of the file from its creation on, such as permissions
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

    /** Writes a short text, in UTF-8. */
    public static void writeText(Path path, String text, FileAttribute<?>... attributes)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(path, file -> writeFully(file, ByteBuffer.wrap(bytes)), attributes);
    }

    /** Writes all remaining bytes of the buffer. */
    public static void writeFully(FileChannel file, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            file.write(from);
        }
    }

    /** The name of the file until it is complete. */
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

    /** The new name should survive a crash, too; not every system supports forcing a folder. */
    private static void forceIfPossible(Path folder) {
        try {
            force(folder);
        } catch (IOException e) {
            // The file is complete nevertheless.
        }
    }

    /** Forces the names in a folder to the disk. */
    public static void force(Path folder) throws IOException {
        try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
            opened.force(true);
        }
    }
}
