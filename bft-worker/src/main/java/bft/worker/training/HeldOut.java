package bft.worker.training;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;

import bft.aggregation.Seeds;
import bft.spec.Registry;
import bft.worker.data.Dataset;
import bft.worker.data.Shuffle;
import bft.worker.model.Evaluation;
import bft.worker.model.GradientFunction;
import bft.worker.wire.Draws;
import java.util.Arrays;
import java.util.Optional;

/**
 * Federated evaluation at a worker: rows of its own that it does not train on, and on which it
 * measures the models that it pulls, once in so many versions. What it reports is its word only;
 * the server takes the median over workers. One thread at a time.
 */
public final class HeldOut {
    /** Separates these random numbers from those of batches. */
    private static final long ROWS = 0x68656c64L;

    private static final Registry<Plan> REGISTRY = new Registry<>("evaluation");

    static {
        REGISTRY.named(Plan.NONE, "workers train on all their rows, and report nothing of others")
                .madeBy(given -> new Plan(0, 1));
        REGISTRY.named(
                        "held-out",
                        "each worker keeps some of its rows from training, and reports loss and"
                                + " accuracy of the model on them")
                .takes(
                        number("share", "0.1").above(0).below(1).means("of its rows"),
                        whole("every", "10").atLeast(1).means("versions"))
                .madeBy(given -> new Plan(given.number("share"), given.whole("every")));
    }

    private final GradientFunction function;
    private final Dataset rows;
    private final long every;
    private long last = -1;

    private HeldOut(GradientFunction function, Dataset rows, long every) {
        this.function = function;
        this.rows = rows;
        this.every = every;
    }

    /**
     * Which rows, and how often.
     *
     * @param share of a worker's rows, in [0, 1); 0 for no evaluation
     * @param every versions, at least 1
     */
    public record Plan(double share, long every) {
        /** The name of no evaluation. */
        public static final String NONE = "none";

        /**
         * The plan of a specification such as {@code held-out:share=0.1,every=10}.
         *
         * @throws IllegalArgumentException with the value and what is accepted
         */
        public static Plan of(String evaluation) {
            return REGISTRY.make(evaluation);
        }

        /** The same worker with its rows divided: what it trains on. One row at least stays. */
        public Share training(Share all, long seed) {
            int held = held(all.rows().length);
            return held == 0 ? all : of(all, seed, held, all.rows().length);
        }

        /** How many of so many rows are held out. */
        public int held(int rows) {
            return share == 0 ? 0 : Math.min(rows - 1, (int) Math.ceil(share * rows));
        }

        /** The rows that this worker holds out, with the model to measure; empty without any. */
        public Optional<HeldOut> heldOut(Share all, long seed, GradientFunction function) {
            int held = held(all.rows().length);
            return held == 0
                    ? Optional.empty()
                    : Optional.of(
                            new HeldOut(
                                    function,
                                    all.train().select(of(all, seed, 0, held).rows()),
                                    every));
        }

        private static Share of(Share all, long seed, int from, int to) {
            int[] order = Shuffle.order(all.rows().length, Seeds.random(seed, all.worker(), ROWS));
            int[] part =
                    Arrays.stream(order, from, to).map(position -> all.rows()[position]).toArray();
            return new Share(all.train(), part, all.worker());
        }
    }

    /** All ways to evaluate, for listings. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    /**
     * How good the model is, if it is the first of its {@code every} versions that this worker
     * sees.
     */
    Optional<Evaluation> evaluate(Draw draw, float[] parameters) {
        long due = Draws.version(draw.number()) / every;
        if (due == last) {
            return Optional.empty();
        }
        last = due;
        return Optional.of(function.evaluate(parameters, rows));
    }
}
