package bft.server.session;

import bft.spec.BadArgument;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Maps what callers show to callers. The roster may change while it is used, from any thread. */
public final class Authenticator {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final Identification required;
    private final Source source;
    private final InstantSource clock;

    /** Where the roster comes from. */
    public interface Source {
        Roster roster();

        /** Looks for changes; returns what is wrong now, one line each. */
        List<String> refresh();
    }

    /**
     * @param clock decides what has expired
     */
    public Authenticator(Identification required, Source source, InstantSource clock) {
        this.required = required;
        this.source = source;
        this.clock = clock;
    }

    /**
     * Tokens that never change.
     *
     * @param workerTokens the token of worker k at index k
     * @param observerTokens any number, possibly none
     * @throws IllegalArgumentException if a token is too short, too long, has other characters than
     *     printable ASCII without blanks, or occurs twice; the message does not contain the token
     */
    public Authenticator(List<String> workerTokens, List<String> observerTokens) {
        this(Identification.TOKEN, fixed(workerTokens, observerTokens), InstantSource.system());
    }

    private static Source fixed(List<String> workerTokens, List<String> observerTokens) {
        Set<String> known = new HashSet<>();
        List<Enrolment> all = new ArrayList<>();
        for (int worker = 0; worker < workerTokens.size(); worker++) {
            String whose = "worker " + worker;
            all.add(enrolment(workerTokens.get(worker), new Caller(worker), whose, known));
        }
        for (int i = 0; i < observerTokens.size(); i++) {
            all.add(enrolment(observerTokens.get(i), Caller.OBSERVER, "observer " + i, known));
        }
        return fixed(new Roster(workerTokens.size(), all));
    }

    /** Nobody is enrolled: a certificate has the name of its slot, such as {@code worker-3}. */
    public static Source onlySlots(int n) {
        return fixed(new Roster(n, List.of()));
    }

    private static Source fixed(Roster roster) {
        return new Source() {
            @Override
            public Roster roster() {
                return roster;
            }

            @Override
            public List<String> refresh() {
                return List.of();
            }
        };
    }

    private static Enrolment enrolment(
            String token, Caller caller, String whose, Set<String> known) {
        BadArgument.when(token.length() < Tokens.MIN_LENGTH || token.length() > Tokens.MAX_LENGTH)
                .because(
                        "token of %s must have %s to %s characters, has %s",
                        whose, Tokens.MIN_LENGTH, Tokens.MAX_LENGTH, token.length());
        BadArgument.when(!Tokens.isPrintable(token))
                .because("token of %s must be printable ASCII without blanks", whose);
        BadArgument.when(!known.add(token))
                .because("token of %s is also the token of another", whose);
        return new Enrolment(
                whose.replace(' ', '-'),
                caller,
                Optional.empty(),
                Optional.of(Tokens.hash(token)),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty());
    }

    /** The owner of this token; empty if it is unknown. */
    public Optional<Caller> authenticate(String token) {
        return identify(Proof.NONE.with(Optional.of(token)));
    }

    /** Whose proof this is now; empty if it is nobody's, any more, or not enough. */
    public Optional<Caller> identify(Proof proof) {
        Instant now = clock.instant();
        Roster roster = source.roster();
        Optional<Caller> token = proof.sha256().flatMap(hash -> roster.withToken(hash, now));
        Optional<Caller> name =
                proof.certificate()
                        .filter(shown -> now.isBefore(shown.notAfter()))
                        .flatMap(shown -> roster.named(shown.names(), now));
        return switch (required) {
            case TOKEN -> token;
            case CERTIFICATE -> name;
            case BOTH -> token.filter(caller -> name.equals(Optional.of(caller)));
        };
    }

    /** What identifies a caller. */
    public Identification required() {
        return required;
    }

    /** To whom a worker belongs, if that was said. */
    public Optional<String> owner(int worker) {
        return source.roster().owner(new Caller(worker), clock.instant());
    }

    /** The valid names of a worker, in order. */
    public List<String> names(int worker) {
        return List.copyOf(source.roster().names(new Caller(worker), clock.instant()));
    }

    /**
     * The worker of this number or name, even if its credentials have ended; empty if there is
     * none, or if it is the number of one and the name of another.
     */
    public OptionalInt worker(String who) {
        Set<Integer> meant = new HashSet<>();
        source.roster()
                .slotOf(who, clock.instant())
                .filter(caller -> !caller.isObserver())
                .ifPresent(caller -> meant.add(caller.worker()));
        if (NUMBER.matcher(who).matches() && Integer.parseInt(who) < workers()) {
            meant.add(Integer.parseInt(who));
        }
        return meant.size() == 1 ? OptionalInt.of(meant.iterator().next()) : OptionalInt.empty();
    }

    /** Looks for changes of the roster; returns what is wrong now, one line each. */
    public List<String> refresh() {
        return source.refresh();
    }

    /** How many workers have a slot. */
    public int workers() {
        return source.roster().workers();
    }
}
