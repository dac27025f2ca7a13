package bft.server.checkpoint;

import bft.server.files.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives the directory to one process and one job: an operating system lock on a file in it, which
 * ends with the process in any case.
 */
final class DirectoryLock implements AutoCloseable {
    private static final String NAME = "lock";

    /**
     * The directories that this process has locked. The system's lock belongs to the process, and
     * is lost if the file is opened and closed again.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel file;
    private final Optional<Object> key;

    private DirectoryLock(Path directory, FileChannel file) throws IOException {
        this.directory = directory;
        this.file = file;
        this.key = key(directory);
    }

    /**
     * Locks the directory.
     *
     * @throws StateException if another process has locked it
     */
    static DirectoryLock take(Path given) throws IOException {
        Path directory = given.toRealPath();
        if (!OURS.add(directory)) {
            throw new StateException("state directory " + given + " is in use by this process");
        }
        boolean isTaken = false;
        FileChannel file =
                FileChannel.open(
                        directory.resolve(NAME),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            FileLock lock = file.tryLock();
            if (lock == null) {
                throw new StateException(
                        "state directory %s is in use by %s: only one server may use a directory"
                                .formatted(given, holder(file)));
            }
            file.truncate(0);
            byte[] pid =
                    ("process " + ProcessHandle.current().pid() + "\n")
                            .getBytes(StandardCharsets.US_ASCII);
            WholeFile.writeFully(file, ByteBuffer.wrap(pid));
            isTaken = true;
            return new DirectoryLock(directory, file);
        } finally {
            if (!isTaken) {
                OURS.remove(directory);
                file.close();
            }
        }
    }

    private static String holder(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(64);
        file.read(bytes, 0);
        String name =
                new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return name.matches("process \\d+") ? name : "another process";
    }

    /**
     * A key that distinguishes the file from another of the same name, if the system provides one.
     */
    private static Optional<Object> key(Path directory) throws IOException {
        return Optional.ofNullable(
                Files.readAttributes(directory.resolve(NAME), BasicFileAttributes.class).fileKey());
    }

    /** Checks that the directory still exists, and is still the one that was locked. */
    void check() throws IOException {
        if (!key(directory).equals(key)) {
            throw new IOException(directory + " has been replaced by another directory");
        }
    }

    @Override
    public void close() {
        OURS.remove(directory);
        try {
            file.close();
        } catch (IOException e) {
            // At the latest the lock ends with the process.
        }
    }
}
