package bft.server.synchrony;

import bft.spec.Spec;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The kinds of synchrony by name: {@code bsp}, {@code backup:b=2}, {@code bundled:m=5}, {@code
 * ssp:s=3}, {@code async}. What holds for n, f, rule and filter is checked with the job's settings.
 */
public final class Modes {
    private static final String KNOWN = "bsp, backup:b=, bundled:m=, ssp:s=, async";

    private static final List<ModeDescription> ALL =
            List.of(
                    new ModeDescription(
                            "bsp",
                            "rounds of all workers on one version; one closes with n gradients, or"
                                    + " with a quorum after the grace time",
                            "n-f <= quorum <= n, and a rule that can do with every round from the"
                                    + " quorum to n, those missing taken for faulty",
                            "Valiant: A Bridging Model for Parallel Computation, Communications of"
                                    + " the ACM, 1990; the quorum is ours"),
                    new ModeDescription(
                            "backup:b=B",
                            "rounds of the first n-b gradients on one version; the others are"
                                    + " refused as stale",
                            "f <= b < n, and a rule that tolerates f of n-b",
                            "Chen, Pan, Monga, Bengio, Jozefowicz: Revisiting Distributed"
                                    + " Synchronous SGD, 2016"),
                    new ModeDescription(
                            "bundled:m=M",
                            "rounds of the first m gradients, one a worker, stale ones too",
                            "2 <= m <= n-f, and a rule that tolerates f of m",
                            "asynchronous SGD with a bundle and a rule over it; ours as it is"),
                    new ModeDescription(
                            "ssp:s=S",
                            "as async, but no worker gets a version while it is more than s pushes"
                                    + " ahead of the (f+1)-th slowest",
                            "s >= 0, and the filter's",
                            "Ho et al.: More Effective Distributed ML via a Stale Synchronous"
                                    + " Parallel Parameter Server, NIPS 2013; the (f+1)-th is ours"),
                    new ModeDescription(
                            "async",
                            "each gradient by itself as it comes, judged by a filter",
                            "the filter's",
                            "asynchronous SGD; what makes it robust is the filter"));

    private Modes() {}

    /**
     * What a mode leaves open.
     *
     * @param quorum gradients a round of {@code bsp} needs; n-f if empty
     * @param graceNanos see {@link Synchrony}
     * @param maxStaleness see {@link Synchrony}; {@link #defaultStaleness} if empty
     */
    public record Limits(OptionalInt quorum, long graceNanos, OptionalLong maxStaleness) {
        /** Nothing but the grace time is chosen. */
        public static Limits ofGrace(long graceNanos) {
            return new Limits(OptionalInt.empty(), graceNanos, OptionalLong.empty());
        }
    }

    /** What there is, in words. */
    public static List<ModeDescription> all() {
        return ALL;
    }

    /**
     * The synchrony of that specification.
     *
     * @param n workers
     * @param f of them that may be Byzantine
     * @throws IllegalArgumentException if there is no such mode or parameter, if a number is out of
     *     range, or a limit is given that the mode does not know
     */
    public static Synchrony of(String specification, int n, int f, Limits limits) {
        Spec spec = Spec.parse(specification);
        if (!spec.name().equals("bsp")) {
            requireNone("quorum", limits.quorum().isPresent(), spec);
        }
        long grace = limits.graceNanos();
        long staleness = limits.maxStaleness().orElse(defaultStaleness(n));
        return switch (spec.name()) {
            case "bsp" -> {
                requireNone("staleness", limits.maxStaleness().isPresent(), spec.allowing());
                yield Synchrony.bulkSynchronous(n, limits.quorum().orElse(n - f), grace);
            }
            case "backup" -> {
                requireNone("staleness", limits.maxStaleness().isPresent(), spec.allowing("b"));
                yield Synchrony.backupWorkers(n, number(spec, "b", 0));
            }
            case "bundled" -> Synchrony.bundled(number(spec.allowing("m"), "m", 2), staleness);
            case "ssp" ->
                    Synchrony.staleSynchronous(
                            grace,
                            requirePositive(staleness, spec),
                            number(spec.allowing("s"), "s", 0));
            case "async" ->
                    Synchrony.asynchronous(grace, requirePositive(staleness, spec.allowing()));
            default ->
                    throw new IllegalArgumentException(
                            "no mode '" + spec.name() + "'; there are " + KNOWN);
        };
    }

    /** Whether that mode judges each gradient by itself, and not in a round with others. */
    public static boolean judgesEach(String specification) {
        return List.of("async", "ssp").contains(Spec.parse(specification).name());
    }

    /**
     * 2n versions: where each gradient is a step, a worker of the others' speed is n-1 behind, and
     * one of half their speed 2n-2; where M gradients are a step, M times as slow a worker is still
     * in time. Each version of it is a model that is kept.
     */
    public static long defaultStaleness(int n) {
        return 2L * n;
    }

    private static void requireNone(String what, boolean given, Spec spec) {
        if (given) {
            throw new IllegalArgumentException("mode " + spec + " has no " + what);
        }
    }

    private static long requirePositive(long staleness, Spec spec) {
        if (staleness < 1) {
            throw new IllegalArgumentException(
                    "mode " + spec + " needs max staleness >= 1, got " + staleness);
        }
        return staleness;
    }

    private static int number(Spec spec, String parameter, int least) {
        if (!spec.parameters().containsKey(parameter)) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "mode %s needs %s, as in %s:%s=2",
                            spec.name(),
                            parameter,
                            spec.name(),
                            parameter));
        }
        int value = spec.integer(parameter, least);
        if (value < least) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "mode %s needs %s >= %s, got %s=%s",
                            spec.name(),
                            parameter,
                            least,
                            parameter,
                            value));
        }
        return value;
    }
}
