package bft.server.synchrony;

import static bft.spec.Parameter.whole;

import bft.spec.Arguments;
import bft.spec.BadArgument;
import bft.spec.Parameter;
import bft.spec.Registry;
import bft.spec.Spec;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The kinds of synchrony by name: {@code bsp}, {@code backup:b=2}, {@code bundled:m=5}, {@code
 * ssp:s=3}, {@code async}. The conditions on n, f, rule and filter are checked with the job's
 * settings.
 */
public final class Modes {
    private static final Registry<Mode> REGISTRY = new Registry<>("mode");

    static {
        REGISTRY.named(
                        "bsp",
                        "rounds of all workers on one version; one closes with n gradients, or"
                                + " with a quorum after the grace period")
                .requires(
                        "n-f <= quorum <= n, and a rule that allows every round from the"
                                + " quorum to n, the missing workers counted as faulty")
                .source(
                        "Valiant: A Bridging Model for Parallel Computation, Communications of"
                                + " the ACM, 1990; the quorum is ours")
                .madeBy(given -> new Mode(true, false, Modes::bulkSynchronous));
        REGISTRY.named(
                        "sampled",
                        "rounds of m workers, drawn at random for each version; as bsp among"
                                + " them, f of whom may be Byzantine")
                .takes(needed("m", 1, "workers drawn for a round"))
                .requires("m <= n, m-f <= quorum <= m, and a rule that tolerates f of m")
                .source(
                        "McMahan et al.: Communication-Efficient Learning of Deep Networks from"
                                + " Decentralized Data, AISTATS 2017")
                .madeBy(Modes::sampled);
        REGISTRY.named(
                        "backup",
                        "rounds of the first n-b gradients on one version; the others are"
                                + " refused as stale")
                .takes(needed("b", 0, "backup workers, which a round does not wait for"))
                .requires("f <= b < n, and a rule that tolerates f of n-b")
                .source(
                        "Chen, Pan, Monga, Bengio, Jozefowicz: Revisiting Distributed"
                                + " Synchronous SGD, 2016")
                .madeBy(Modes::backup);
        REGISTRY.named(
                        "bundled",
                        "rounds of the first m gradients, one per worker, stale ones included")
                .takes(needed("m", 2, "gradients that make a step"))
                .requires("2 <= m <= n-f, and a rule that tolerates f of m")
                .source("asynchronous SGD with a buffer and a rule over it; this form is ours")
                .madeBy(Modes::bundled);
        REGISTRY.named(
                        "ssp",
                        "as async, but no worker gets a version while it is more than s pushes"
                                + " ahead of the (f+1)-th slowest")
                .takes(needed("s", 0, "staleness bound: pushes that a worker may be ahead"))
                .requires("the filter's")
                .source(
                        "Ho et al.: More Effective Distributed ML via a Stale Synchronous"
                                + " Parallel Parameter Server, NIPS 2013; the (f+1)-th is ours")
                .madeBy(Modes::staleSynchronous);
        REGISTRY.named("async", "each gradient individually as it arrives, through a filter")
                .requires("the filter's")
                .source("asynchronous SGD; the filter makes it robust")
                .madeBy(given -> new Mode(false, true, Modes::asynchronous));
    }

    private Modes() {}

    /**
     * Parameters besides the mode.
     *
     * @param quorum gradients a round of {@code bsp} needs; n-f if empty
     * @param graceNanos see {@link Synchrony}
     * @param maxStaleness see {@link Synchrony}; {@link #defaultStaleness} if empty
     */
    public record Limits(OptionalInt quorum, long graceNanos, OptionalLong maxStaleness) {
        /** Limits with only the grace period given. */
        public static Limits ofGrace(long graceNanos) {
            return new Limits(OptionalInt.empty(), graceNanos, OptionalLong.empty());
        }

        private long staleness(int n) {
            return maxStaleness.orElse(defaultStaleness(n));
        }

        private long positiveStaleness(int n) {
            long staleness = staleness(n);
            BadArgument.when(staleness < 1)
                    .because("a mode without rounds needs max staleness >= 1, got %s", staleness);
            return staleness;
        }
    }

    /** All modes, for listings. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    /**
     * The synchrony of that specification.
     *
     * @param n workers
     * @param f of them that may be Byzantine
     * @throws IllegalArgumentException if there is no such mode or parameter, if a number is out of
     *     range, or a limit is given that the mode does not use
     */
    public static Synchrony of(String specification, int n, int f, Limits limits) {
        Spec spec = Spec.parse(specification);
        Mode mode = REGISTRY.make(spec);
        requireNone("quorum", limits.quorum().isPresent() && !mode.hasQuorum(), spec);
        boolean bounded = limits.maxStaleness().isPresent();
        requireNone("staleness", bounded && !mode.hasStaleness(), spec);
        return mode.maker().make(n, f, limits);
    }

    /** Whether this mode filters each gradient individually, instead of collecting rounds. */
    public static boolean isAsynchronous(String specification) {
        return List.of("async", "ssp").contains(Spec.parse(specification).name());
    }

    /**
     * 2n versions: where each gradient is a step, a worker of the others' speed is n-1 versions
     * behind, and one of half their speed 2n-2; where M gradients make a step, even an M times
     * slower worker is in time. The server keeps a model for each of these versions.
     */
    public static long defaultStaleness(int n) {
        return 2L * n;
    }

    private static void requireNone(String what, boolean given, Spec spec) {
        BadArgument.when(given).because("mode %s has no %s", spec, what);
    }

    private static Synchrony bulkSynchronous(int n, int f, Limits limits) {
        return Synchrony.bulkSynchronous(n, limits.quorum().orElse(n - f), limits.graceNanos());
    }

    private static Mode sampled(Arguments given) {
        int m = given.whole("m");
        return new Mode(
                true,
                false,
                (n, f, limits) ->
                        Synchrony.sampled(m, limits.quorum().orElse(m - f), limits.graceNanos()));
    }

    private static Mode backup(Arguments given) {
        return new Mode(
                false, false, (n, f, limits) -> Synchrony.backupWorkers(n, given.whole("b")));
    }

    private static Mode bundled(Arguments given) {
        return new Mode(
                false,
                true,
                (n, f, limits) -> Synchrony.bundled(given.whole("m"), limits.staleness(n)));
    }

    private static Mode staleSynchronous(Arguments given) {
        return new Mode(
                false,
                true,
                (n, f, limits) ->
                        Synchrony.staleSynchronous(
                                limits.graceNanos(),
                                limits.positiveStaleness(n),
                                given.whole("s")));
    }

    private static Synchrony asynchronous(int n, int f, Limits limits) {
        return Synchrony.asynchronous(limits.graceNanos(), limits.positiveStaleness(n));
    }

    /** A required count. */
    private static Parameter needed(String name, int least, String meaning) {
        return whole(name, "").atLeast(least).means(meaning);
    }

    /**
     * The product of a registry entry.
     *
     * @param hasQuorum whether a quorum may be given
     * @param hasStaleness whether a bound on staleness may be given
     */
    private record Mode(boolean hasQuorum, boolean hasStaleness, Maker maker) {}

    /** Makes the synchrony for n workers of which f may be Byzantine. */
    @FunctionalInterface
    private interface Maker {
        Synchrony make(int n, int f, Limits limits);
    }
}
