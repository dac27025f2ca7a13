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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tokens in a directory: {@code worker-0} to {@code worker-(n-1)} and, if there is one, {@code
 * observer}. Each file is given only to its worker.
 */
public final class TokenFiles {
    private static final long MAX_FILE_BYTES = 2L * Tokens.MAX_LENGTH;
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

    /** The file of a worker or of the observer. */
    static Path file(Path directory, Caller caller) {
        return directory.resolve(nameOf(caller));
    }

    /** The name of a slot: {@code worker-3} or {@code observer}. */
    static String nameOf(Caller caller) {
        return caller.isObserver() ? OBSERVER : "worker-" + caller.worker();
    }

    /**
     * Reads a token file. Blanks and line ends around the token are ignored.
     *
     * @throws IOException with the file that is missing, cannot be read, or contains no token
     */
    static Enrolment read(Path directory, Caller caller) throws IOException {
        Path file = file(directory, caller);
        String token = readToken(file);
        return new Enrolment(
                nameOf(caller),
                caller,
                Optional.empty(),
                Optional.of(Tokens.hash(token)),
                Files.getLastModifiedTime(file).toInstant(),
                Optional.empty(),
                Optional.empty());
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
        for (Caller caller : slots(n)) {
            create(file(directory, caller), random);
        }
    }

    /**
     * A description of token files that others than their owner can read or change; empty if there
     * are none, or if the file system does not know.
     */
    public static Optional<String> exposed(Path directory, int n) throws IOException {
        List<Path> open = new ArrayList<>();
        for (Caller caller : slots(n)) {
            addIfOpen(file(directory, caller), OTHERS, open);
        }
        int files = open.size();
        addIfOpen(directory.resolve(EnrolmentFile.NAME), WRITERS, open);
        addIfOpen(directory, WRITERS, open);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        String more = open.size() > 1 ? " and " + (open.size() - 1) + " more" : "";
        String what = files > 0 ? " can be read or changed" : " can be written to";
        return Optional.of(
                open.get(0) + more + what + " by other users: chmod -R go= " + directory);
    }

    /** A description of a secret file that others than its owner can read or change. */
    public static Optional<String> exposed(Path secret) throws IOException {
        List<Path> open = new ArrayList<>();
        addIfOpen(secret, OTHERS, open);
        return open.stream()
                .findFirst()
                .map(file -> file + " can be read or changed by other users: chmod go= " + file);
    }

    private static void addIfOpen(Path path, Set<PosixFilePermission> closed, List<Path> open)
            throws IOException {
        if (Files.exists(path)
                && isPosix(path)
                && !Collections.disjoint(Files.getPosixFilePermissions(path), closed)) {
            open.add(path);
        }
    }

    /** The n workers and the observer. */
    static List<Caller> slots(int n) {
        List<Caller> all = new ArrayList<>();
        for (int worker = 0; worker < n; worker++) {
            all.add(new Caller(worker));
        }
        all.add(Caller.OBSERVER);
        return all;
    }

    private static String readToken(Path file) throws IOException {
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
        if (!Tokens.isPrintable(token)) {
            throw new IOException(
                    file + ": token must be one line of printable ASCII without blanks");
        }
        int least = Tokens.MIN_LENGTH;
        int most = Tokens.MAX_LENGTH;
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
        try {
            WholeFile.writeText(
                    file,
                    Tokens.create(random) + "\n",
                    ownerOnly(file.toAbsolutePath().getParent(), "rw-------"));
        } catch (FileSystemException e) {
            throw new IOException(file + ": token cannot be written: " + OneLine.reason(e), e);
        }
    }

    /** Attributes for a new file, if the file system supports permissions. */
    static FileAttribute<?>[] ownerOnly(Path near, String permissions) {
        FileAttribute<?> owner =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        return isPosix(near) ? new FileAttribute<?>[] {owner} : new FileAttribute<?>[0];
    }

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
