package bft.server.session;

import bft.server.files.WholeFile;
import bft.worker.config.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tokens in a directory: {@code worker-0} to {@code worker-(n-1)} and, if there is one, {@code
 * observer}. Each file is given only to its worker.
 */
public final class TokenFiles {
    private static final int TOKEN_BYTES = 32;
    private static final long MAX_FILE_BYTES = 2L * Authenticator.MAX_TOKEN_LENGTH;
    private static final String OBSERVER = "observer";
    private static final Set<PosixFilePermission> WRITERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private TokenFiles() {}

    /**
     * Reads the tokens of n workers and of the observer. Blanks and line ends around a token are
     * ignored.
     *
     * @throws IOException with the file that is missing, cannot be read, or contains no token
     */
    public static Authenticator read(Path directory, int n) throws IOException {
        Map<String, Path> owners = new HashMap<>();
        List<String> workers = new ArrayList<>();
        for (int worker = 0; worker < n; worker++) {
            workers.add(readToken(workerFile(directory, worker), owners));
        }
        Path observer = directory.resolve(OBSERVER);
        List<String> observers =
                Files.exists(observer) ? List.of(readToken(observer, owners)) : List.of();
        return new Authenticator(workers, observers);
    }

    /**
     * Creates the missing token files, with 256 random bits each, readable by the owner only.
     *
     * @param random must be a strong source
     */
    public static void createMissing(Path directory, int n, SecureRandom random)
            throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, ownerOnly(directory, "rwx------"));
        }
        for (int worker = 0; worker < n; worker++) {
            create(workerFile(directory, worker), random);
        }
        create(directory.resolve(OBSERVER), random);
    }

    /**
     * A description of token files that others than their owner can read or change; empty if there
     * are none, or if the file system does not know.
     */
    public static Optional<String> exposed(Path directory, int n) throws IOException {
        List<Path> open = new ArrayList<>();
        for (int worker = 0; worker < n; worker++) {
            addIfOpen(workerFile(directory, worker), OTHERS, open);
        }
        Path observer = directory.resolve(OBSERVER);
        if (Files.exists(observer)) {
            addIfOpen(observer, OTHERS, open);
        }
        int files = open.size();
        addIfOpen(directory, WRITERS, open);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        String more = open.size() > 1 ? " and " + (open.size() - 1) + " more" : "";
        String what = files > 0 ? " can be read or changed" : " can be written to";
        return Optional.of(
                open.get(0) + more + what + " by other users: chmod -R go= " + directory);
    }

    private static void addIfOpen(Path path, Set<PosixFilePermission> closed, List<Path> open)
            throws IOException {
        if (isPosix(path) && !Collections.disjoint(Files.getPosixFilePermissions(path), closed)) {
            open.add(path);
        }
    }

    private static Path workerFile(Path directory, int worker) {
        return directory.resolve("worker-" + worker);
    }

    private static String readToken(Path file, Map<String, Path> owners) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": no such token file; --create-tokens creates it");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": must be a regular file with a token");
        }
        long size = Files.size(file);
        if (size > MAX_FILE_BYTES) {
            throw new IOException(
                    file + ": token file has " + size + " bytes, at most " + MAX_FILE_BYTES);
        }
        String token = new String(bytes(file), StandardCharsets.ISO_8859_1).strip();
        requireToken(file, token);
        Path owner = owners.putIfAbsent(token, file);
        if (owner != null) {
            throw new IOException(file + ": the same token as " + owner + "; tokens must differ");
        }
        return token;
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (FileSystemException e) {
            throw new IOException(file + ": token cannot be read: " + OneLine.reason(e), e);
        }
    }

    private static void requireToken(Path file, String token) throws IOException {
        if (token.isEmpty()) {
            throw new IOException(
                    file + ": token file is empty; delete it, and --create-tokens creates another");
        }
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IOException(
                    file + ": token must be one line of printable ASCII without blanks");
        }
        int least = Authenticator.MIN_TOKEN_LENGTH;
        int most = Authenticator.MAX_TOKEN_LENGTH;
        if (token.length() < least || token.length() > most) {
            throw new IOException(
                    (file + ": token must have " + least + " to " + most)
                            + (" characters, has " + token.length()));
        }
    }

    private static void create(Path file, SecureRandom random) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        try {
            WholeFile.writeText(
                    file,
                    HexFormat.of().formatHex(bytes) + "\n",
                    ownerOnly(file.toAbsolutePath().getParent(), "rw-------"));
        } catch (FileSystemException e) {
            throw new IOException(file + ": token cannot be written: " + OneLine.reason(e), e);
        }
    }

    /** Attributes for a new file, if the file system supports permissions. */
    private static FileAttribute<?>[] ownerOnly(Path near, String permissions) {
        FileAttribute<?> owner =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        return isPosix(near) ? new FileAttribute<?>[] {owner} : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
