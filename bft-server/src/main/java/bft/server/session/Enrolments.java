package bft.server.session;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What an operator does to a directory of tokens: enrol, revoke, list. A running server notices the
 * changed file.
 *
 * @param directory is made if it is missing
 */
public record Enrolments(Path directory, Instant now) {
    /**
     * Whom to enrol.
     *
     * @param slot of the worker; empty for the one that it has, or the first that is free
     * @param hasToken false if its certificate identifies it
     * @param overlap how long the earlier tokens of this name stay valid
     */
    public record Wanted(
            String name,
            Optional<Caller> slot,
            Optional<String> owner,
            Optional<Instant> expires,
            boolean hasToken,
            Duration overlap) {}

    /**
     * What came of it.
     *
     * @param token the secret, which is stored nowhere; empty if there is none
     */
    public record Enrolled(Enrolment enrolment, String token) {}

    /**
     * Enrols a worker, or gives it another token.
     *
     * @throws IllegalArgumentException if the slot is another's
     */
    public Enrolled enrol(Wanted wanted, SecureRandom random) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, TokenFiles.ownerOnly(directory, "rwx------"));
        }
        List<Enrolment> plain = plain();
        String token = wanted.hasToken() ? Tokens.create(random) : "";
        List<Enrolled> made = new ArrayList<>();
        EnrolmentFile.update(
                directory,
                enrolled -> {
                    List<Enrolment> all = withHashes(enrolled, plain);
                    var added =
                            new Enrolment(
                                    wanted.name(),
                                    slot(wanted, all),
                                    wanted.owner().or(() -> owner(wanted.name(), all)),
                                    Optional.of(token).filter(t -> !t.isEmpty()).map(Tokens::hash),
                                    now,
                                    wanted.expires(),
                                    Optional.empty());
                    made.add(new Enrolled(added, token));
                    return with(added, enrolled, all, wanted.overlap());
                });
        return made.get(0);
    }

    private List<Enrolment> with(
            Enrolment added, List<Enrolment> enrolled, List<Enrolment> all, Duration overlap) {
        List<Enrolment> changed = new ArrayList<>();
        for (Enrolment each : all) {
            boolean isReplaced = each.name().equals(added.name()) && each.isValid(now);
            if (isReplaced) {
                changed.add(each.expiringAt(now.plus(overlap)));
            } else if (enrolled.contains(each)) {
                changed.add(each);
            }
        }
        changed.add(added);
        return changed;
    }

    private Caller slot(Wanted wanted, List<Enrolment> all) {
        List<Enrolment> valid = all.stream().filter(each -> each.isValid(now)).toList();
        Optional<Caller> own =
                valid.stream()
                        .filter(each -> each.name().equals(wanted.name()))
                        .map(Enrolment::caller)
                        .findFirst();
        Caller slot =
                wanted.slot()
                        .or(() -> own)
                        .or(() -> Roster.slot(wanted.name()))
                        .orElseGet(() -> firstFree(valid));
        if (own.isPresent() && !own.get().equals(slot)) {
            throw new IllegalArgumentException(
                    "%s is %s already: revoke that first, or give another name"
                            .formatted(wanted.name(), TokenFiles.nameOf(own.get())));
        }
        for (Enrolment each : valid) {
            if (!slot.isObserver()
                    && each.caller().equals(slot)
                    && !each.name().equals(wanted.name())) {
                throw new IllegalArgumentException(
                        "%s is %s already: revoke that first, or give another --worker"
                                .formatted(each.name(), TokenFiles.nameOf(slot)));
            }
        }
        return slot;
    }

    private static Caller firstFree(List<Enrolment> valid) {
        var taken = new TreeSet<Integer>();
        valid.forEach(each -> taken.add(each.caller().worker()));
        int free = 0;
        while (taken.contains(free)) {
            free++;
        }
        return new Caller(free);
    }

    private Optional<String> owner(String name, List<Enrolment> all) {
        return all.stream()
                .filter(each -> each.name().equals(name) && each.isValid(now))
                .flatMap(each -> each.owner().stream())
                .findFirst();
    }

    /**
     * Ends every credential of a name, also the certificates that have it.
     *
     * @return how many credentials it had that were still valid
     */
    public int revoke(String name) throws IOException {
        List<Enrolment> plain = plain();
        List<Enrolment> revoked = new ArrayList<>();
        EnrolmentFile.update(
                directory,
                enrolled -> {
                    List<Enrolment> changed = new ArrayList<>();
                    for (Enrolment each : withHashes(enrolled, plain)) {
                        if (each.name().equals(name)) {
                            changed.add(each.revokedAt(now));
                            revoked.add(each);
                        } else if (enrolled.contains(each)) {
                            changed.add(each);
                        }
                    }
                    if (revoked.isEmpty()) {
                        changed.add(nameless(name));
                    }
                    return changed;
                });
        return (int) revoked.stream().filter(each -> each.isValid(now)).count();
    }

    /** Keeps out a certificate with the name of a slot, which needs no enrolment. */
    private Enrolment nameless(String name) {
        Caller slot =
                Roster.slot(name)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                name
                                                        + " is not enrolled in "
                                                        + directory
                                                        + "; `bft-server tokens list` shows who is"));
        return new Enrolment(
                name,
                slot,
                Optional.empty(),
                Optional.empty(),
                now,
                Optional.empty(),
                Optional.of(now));
    }

    /** Everyone, also those with token files. */
    public List<Enrolment> list() throws IOException {
        return withHashes(EnrolmentFile.read(directory), plain());
    }

    /** The enrolled, and the token files that are not among them. */
    private static List<Enrolment> withHashes(List<Enrolment> enrolled, List<Enrolment> plain) {
        List<Enrolment> all = new ArrayList<>(enrolled);
        for (Enrolment file : plain) {
            if (enrolled.stream().noneMatch(each -> each.sha256().equals(file.sha256()))) {
                all.add(file);
            }
        }
        return all;
    }

    private List<Enrolment> plain() throws IOException {
        var slots = new TreeSet<Integer>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
                found.forEach(
                        file ->
                                Roster.slot(file.getFileName().toString())
                                        .ifPresent(slot -> slots.add(slot.worker())));
            }
        }
        List<Enrolment> all = new ArrayList<>();
        for (int slot : slots) {
            all.add(TokenFiles.read(directory, new Caller(slot)));
        }
        return all;
    }
}
