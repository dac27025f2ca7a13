package bft.server.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everyone who may call, as of one moment. Only SHA-256 hashes of tokens are kept, found by their
 * first half and compared completely in constant time: the response time reveals nothing about a
 * token, because an attacker cannot choose the hash of a guess.
 */
final class Roster {
    private static final Pattern SLOT = Pattern.compile("worker-(0|[1-9][0-9]{0,8})");
    private static final String OBSERVER = "observer";
    private static final int KEY_DIGITS = 32;

    private final int workers;
    private final Map<String, Enrolment> byHash = new HashMap<>();
    private final Map<String, List<Enrolment>> byName = new HashMap<>();
    private final Map<Caller, List<Enrolment>> byCaller = new HashMap<>();

    /**
     * @param workers only the first that many have a slot
     * @param all if two have the same token, the one that is worth less counts
     */
    public Roster(int workers, Collection<Enrolment> all) {
        this.workers = workers;
        for (Enrolment each : all) {
            each.sha256().ifPresent(hash -> byHash.merge(key(hash), each, Roster::stricter));
        }
        for (Enrolment each : all) {
            Enrolment known = each.sha256().map(hash -> byHash.get(key(hash))).orElse(each);
            byName.computeIfAbsent(each.name(), name -> new ArrayList<>()).add(known);
            byCaller.computeIfAbsent(known.caller(), caller -> new ArrayList<>()).add(known);
        }
    }

    private static String key(String hash) {
        return hash.substring(0, KEY_DIGITS);
    }

    private static Enrolment stricter(Enrolment one, Enrolment other) {
        Instant first = one.expires().orElse(Instant.MAX);
        boolean isEarlier = !first.isAfter(other.expires().orElse(Instant.MAX));
        boolean isStricter = one.revoked().isPresent() || isEarlier;
        return isStricter && other.revoked().isEmpty() ? one : other;
    }

    int workers() {
        return workers;
    }

    /** Who has this token. */
    Optional<Caller> withToken(String sha256, Instant now) {
        return Optional.ofNullable(byHash.get(key(sha256)))
                .filter(known -> Tokens.areEqual(known.sha256().orElseThrow(), sha256))
                .filter(known -> isAdmitted(known, now))
                .map(Enrolment::caller);
    }

    /**
     * Who has one of these names. A name that was never enrolled may be that of a slot, {@code
     * worker-3} or {@code observer}. Empty if the names are those of several callers.
     */
    Optional<Caller> named(Collection<String> names, Instant now) {
        Set<Caller> callers = new HashSet<>();
        names.forEach(name -> named(name, now).ifPresent(callers::add));
        return callers.size() == 1 ? Optional.of(callers.iterator().next()) : Optional.empty();
    }

    private Optional<Caller> named(String name, Instant now) {
        List<Enrolment> known = byName.get(name);
        return known == null
                ? slot(name).filter(this::hasSlot)
                : known.stream()
                        .filter(each -> isAdmitted(each, now))
                        .map(Enrolment::caller)
                        .findFirst();
    }

    /** The caller whose slot has this name: {@code worker-3} or {@code observer}. */
    static Optional<Caller> slot(String name) {
        Matcher number = SLOT.matcher(name);
        Optional<Caller> observer =
                name.equals(OBSERVER) ? Optional.of(Caller.OBSERVER) : Optional.empty();
        return number.matches()
                ? Optional.of(new Caller(Integer.parseInt(number.group(1))))
                : observer;
    }

    /** To whom a worker belongs, by the first of its valid credentials that says so. */
    Optional<String> owner(Caller caller, Instant now) {
        return admitted(caller, now).flatMap(each -> each.owner().stream()).findFirst();
    }

    /** The valid names of a caller, in order. */
    SortedSet<String> names(Caller caller, Instant now) {
        return admitted(caller, now)
                .map(Enrolment::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<Enrolment> admitted(Caller caller, Instant now) {
        return byCaller.getOrDefault(caller, List.of()).stream()
                .filter(each -> isAdmitted(each, now));
    }

    /** The slot of a name, whether or not its credentials are still valid. */
    Optional<Caller> slotOf(String name, Instant now) {
        return named(name, now)
                .or(
                        () ->
                                byName.getOrDefault(name, List.of()).stream()
                                        .findFirst()
                                        .map(Enrolment::caller))
                .filter(this::hasSlot);
    }

    private boolean isAdmitted(Enrolment each, Instant now) {
        return hasSlot(each.caller()) && each.isValid(now);
    }

    private boolean hasSlot(Caller caller) {
        return caller.worker() < workers;
    }
}
