package bft.worker.training;

import bft.spec.Spec;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.function.UnaryOperator;

/** What a worker does with its gradients before it sends them, by name. */
public final class LocalMethods {
    /** The name for gradients as they are. */
    public static final String NONE = "none";

    /** The rate of local steps where nobody says another. */
    public static final double DEFAULT_RATE = 0.1;

    private static final String LOCAL_STEPS = "local-steps";
    private static final int MOST_STEPS = 1_000_000;

    private LocalMethods() {}

    /** The names that {@link #of} knows, with their parameters. */
    public static List<String> known() {
        return List.of(NONE, "clip:norm=2", "momentum:beta=0.9,dampened=yes", "local-steps:k=5");
    }

    /**
     * A chain, first things first: {@code clip:norm=2,momentum:beta=0.9} takes the momentum of
     * clipped gradients.
     *
     * <ul>
     *   <li>{@code none} changes nothing.
     *   <li>{@code clip:norm=C} shortens gradients to length C ({@link ClippedGradients}).
     *   <li>{@code momentum:beta=B,dampened=yes|no} sends momentum ({@link LocalMomentum}).
     *   <li>{@code local-steps:k=K} sends the sum of the gradients of K steps with the job's rate,
     *       and with {@code rate=R} of its own ({@link LocalSteps}). Once in a chain.
     * </ul>
     *
     * @param rates the job's learning rate at each version
     * @return what wraps the source of plain gradients
     * @throws IllegalArgumentException if there is no such method, with those that there are, or a
     *     parameter is out of range
     */
    public static UnaryOperator<GradientSource> of(String chain, LongToDoubleFunction rates) {
        UnaryOperator<GradientSource> all = source -> source;
        List<Spec> specs = Spec.parseChain(chain);
        if (specs.stream().filter(spec -> spec.name().equals(LOCAL_STEPS)).count() > 1) {
            throw new IllegalArgumentException(
                    "%s may stand once, got '%s'".formatted(LOCAL_STEPS, chain));
        }
        for (Spec spec : specs) {
            UnaryOperator<GradientSource> before = all;
            UnaryOperator<GradientSource> next = method(spec, rates);
            all = source -> next.apply(before.apply(source));
        }
        UnaryOperator<GradientSource> chained = all;
        return chain.equals(NONE) ? all : source -> new Remembered(chained.apply(source));
    }

    /** The same where the job's rate is not known: local steps then take 0.1. */
    public static UnaryOperator<GradientSource> of(String chain) {
        return of(chain, version -> DEFAULT_RATE);
    }

    private static UnaryOperator<GradientSource> method(Spec spec, LongToDoubleFunction rates) {
        return switch (spec.name()) {
            case NONE -> {
                spec.allowing();
                yield source -> source;
            }
            case "clip" -> clip(spec.allowing("norm"));
            case "momentum" -> momentum(spec.allowing("beta", "dampened"));
            case LOCAL_STEPS -> localSteps(spec.allowing("k", "rate"), rates);
            default ->
                    throw new IllegalArgumentException(
                            "no local method '%s'; there are %s".formatted(spec.name(), known()));
        };
    }

    private static UnaryOperator<GradientSource> clip(Spec spec) {
        double norm = positive(spec, "norm", 2);
        return source -> new ClippedGradients(norm, source);
    }

    private static UnaryOperator<GradientSource> momentum(Spec spec) {
        double beta = spec.number("beta", 0.9);
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException(
                    "momentum: beta must be at least 0 and below 1, got " + beta);
        }
        boolean dampened = spec.oneOf("dampened", "yes", "no").equals("yes");
        return source -> new LocalMomentum(beta, dampened, source);
    }

    private static UnaryOperator<GradientSource> localSteps(Spec spec, LongToDoubleFunction rates) {
        int steps = spec.integer("k", 5);
        if (steps < 1 || steps > MOST_STEPS) {
            throw new IllegalArgumentException(
                    "local-steps: k must be in [1, %s], got %s".formatted(MOST_STEPS, steps));
        }
        double own = positive(spec, "rate", DEFAULT_RATE);
        boolean isOwn = spec.parameters().containsKey("rate");
        return source -> new LocalSteps(steps, isOwn ? version -> own : rates, source);
    }

    private static double positive(Spec spec, String parameter, double otherwise) {
        double value = spec.number(parameter, otherwise);
        if (!(value > 0)) {
            throw new IllegalArgumentException(
                    "%s: %s must be above 0, got %s".formatted(spec.name(), parameter, value));
        }
        return value;
    }
}
