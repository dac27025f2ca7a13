package bft.server.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Tokens in a directory: {@code worker-0} to {@code worker-(n-1)} and, if there is one, {@code
 * observer}. Each file is what that worker alone is given.
 */
public final class TokenFiles {
    private static final int TOKEN_BYTES = 32;
    private static final long MAX_FILE_BYTES = 2L * Authenticator.MAX_TOKEN_LENGTH;
    private static final String OBSERVER = "observer";

    private TokenFiles() {}

    /**
     * Reads the tokens of n workers and of the observer.
     *
     * @throws IOException naming the file that is missing or cannot be read
     * @throws IllegalArgumentException as {@link Authenticator} does
     */
    public static Authenticator read(Path directory, int n) throws IOException {
        List<String> workers = new ArrayList<>();
        for (int worker = 0; worker < n; worker++) {
            workers.add(readToken(workerFile(directory, worker)));
        }
        Path observer = directory.resolve(OBSERVER);
        List<String> observers = Files.exists(observer) ? List.of(readToken(observer)) : List.of();
        return new Authenticator(workers, observers);
    }

    /**
     * Makes the tokens that are missing, 256 random bits each, readable by the owner alone.
     *
     * @param random must be a strong source
     */
    public static void createMissing(Path directory, int n, SecureRandom random)
            throws IOException {
        Files.createDirectories(directory);
        for (int worker = 0; worker < n; worker++) {
            create(workerFile(directory, worker), random);
        }
        create(directory.resolve(OBSERVER), random);
    }

    private static Path workerFile(Path directory, int worker) {
        return directory.resolve("worker-" + worker);
    }

    private static String readToken(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such token file");
        }
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(
                    "%s: token file has %d bytes, at most %d"
                            .formatted(file, Files.size(file), MAX_FILE_BYTES));
        }
        return Files.readString(file).strip();
    }

    private static void create(Path file, SecureRandom random) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        Files.write(file, new byte[0], StandardOpenOption.CREATE_NEW);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        Files.writeString(file, HexFormat.of().formatHex(bytes) + "\n");
    }
}
