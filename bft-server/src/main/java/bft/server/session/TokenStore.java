package bft.server.session;

import bft.worker.config.OneLine;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The roster in a directory of tokens, which is read again when a file changes. A file that has
 * vanished or is damaged keeps what it last said; the others are read all the same, so that no
 * broken file holds up the revocation of a token.
 */
public final class TokenStore implements Authenticator.Source {
    /** A file may change again within one tick of its clock, so a young one is read once more. */
    private static final Duration YOUNG = Duration.ofSeconds(2);

    private final Path directory;
    private final int n;
    private final Map<Caller, Enrolment> files = new HashMap<>();
    private List<Enrolment> enrolled = List.of();
    private boolean hasEnrolled;
    private List<String> damage = List.of();
    private List<String> exposed = List.of();
    private String stamp = "";
    private volatile Roster roster;

    private TokenStore(Path directory, int n) {
        this.directory = directory;
        this.n = n;
    }

    /**
     * Reads the tokens of n workers and of the observer.
     *
     * @param allNeeded whether each worker needs a token file, if nobody is enrolled
     * @throws IOException with the first file that is wrong
     */
    public static TokenStore open(Path directory, int n, boolean allNeeded) throws IOException {
        var store = new TokenStore(directory, n);
        store.stamp = store.stampNow();
        store.read();
        if (!store.damage.isEmpty()) {
            throw new IOException(store.damage.get(0));
        }
        for (Caller slot : TokenFiles.slots(n)) {
            boolean mayLack = !allNeeded || store.hasEnrolled || slot.isObserver();
            if (!mayLack && !store.files.containsKey(slot)) {
                throw new IOException(
                        TokenFiles.file(directory, slot)
                                + ": no such token file; --create-tokens creates it");
            }
        }
        return store;
    }

    @Override
    public Roster roster() {
        return roster;
    }

    @Override
    public synchronized List<String> refresh() {
        String now = stampNow();
        if (!now.equals(stamp) || now.isEmpty() || !damage.isEmpty()) {
            stamp = now;
            read();
            exposed = exposed();
        }
        List<String> problems = new ArrayList<>(damage);
        problems.addAll(exposed);
        return problems;
    }

    private List<String> exposed() {
        try {
            return TokenFiles.exposed(directory, n).map(List::of).orElse(List.of());
        } catch (IOException e) {
            return List.of(OneLine.of(e));
        }
    }

    private void read() {
        List<String> problems = new ArrayList<>();
        readEnrolled(problems);
        Map<String, Path> owners = new HashMap<>();
        for (Caller slot : TokenFiles.slots(n)) {
            readFile(slot, owners, problems);
        }
        List<Enrolment> all = new ArrayList<>(files.values());
        all.addAll(enrolled);
        roster = new Roster(n, all);
        damage = problems;
    }

    private void readEnrolled(List<String> problems) {
        Path file = directory.resolve(EnrolmentFile.NAME);
        try {
            if (hasEnrolled && !Files.exists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            enrolled = EnrolmentFile.read(directory);
            hasEnrolled = Files.exists(file);
        } catch (NoSuchFileException e) {
            problems.add(file + ": has vanished; everyone who was enrolled stays so");
        } catch (IOException e) {
            problems.add(OneLine.of(e));
        }
    }

    private void readFile(Caller slot, Map<String, Path> owners, List<String> problems) {
        Path file = TokenFiles.file(directory, slot);
        try {
            if (Files.exists(file)) {
                Enrolment read = TokenFiles.read(directory, slot);
                Path owner = owners.putIfAbsent(read.sha256().orElseThrow(), file);
                if (owner != null) {
                    throw new IOException(
                            file + ": the same token as " + owner + "; tokens must differ");
                }
                files.put(slot, read);
            } else if (files.containsKey(slot)) {
                problems.add(
                        file
                                + ": has vanished; its token stays valid, bft-server revoke "
                                + TokenFiles.nameOf(slot)
                                + " ends that");
            }
        } catch (IOException e) {
            problems.add(OneLine.of(e));
        }
    }

    /** Changes whenever a file of the directory does; empty if it may miss the next change. */
    private String stampNow() {
        var entries = new TreeSet<String>();
        Instant young = Instant.now().minus(YOUNG);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
            for (Path file : found) {
                PosixOrBasic about = PosixOrBasic.of(file);
                if (about.basic().lastModifiedTime().toInstant().isAfter(young)) {
                    return "";
                }
                entries.add(file.getFileName() + " " + about);
            }
        } catch (IOException e) {
            return OneLine.of(e);
        }
        return entries.toString();
    }

    private record PosixOrBasic(BasicFileAttributes basic, String rights) {
        static PosixOrBasic of(Path file) throws IOException {
            if (TokenFiles.isPosix(file)) {
                var posix = Files.readAttributes(file, PosixFileAttributes.class);
                return new PosixOrBasic(posix, posix.permissions().toString());
            }
            return new PosixOrBasic(Files.readAttributes(file, BasicFileAttributes.class), "");
        }

        @Override
        public String toString() {
            return basic.lastModifiedTime().toMillis()
                    + " "
                    + basic.size()
                    + " "
                    + basic.fileKey()
                    + " "
                    + rights;
        }
    }
}
