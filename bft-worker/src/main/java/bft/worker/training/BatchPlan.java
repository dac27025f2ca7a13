package bft.worker.training;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;

import bft.spec.Arguments;
import bft.spec.Parameter;
import bft.spec.Registry;

/**
 * How a worker draws its batches, and how large they are: batch b has {@code first
 * factor^floor(b/every)} rows, at most {@code most}. To grow the batch has the effect of a decaying
 * rate on the noise of the gradients (S. Smith, P. Kindermans, C. Ying, Q. Le, "Don't decay the
 * learning rate, increase the batch size", ICLR 2018, section 3). Batches are counted by each
 * worker for itself.
 *
 * @param reshuffled whether each row is used once before any is used again
 * @param factor at least 1; 1 for batches of one size
 * @param every batches of one size, at least 1
 * @param most rows at most
 */
public record BatchPlan(boolean reshuffled, double factor, long every, int most) {
    private static final Registry<BatchPlan> REGISTRY = new Registry<>("sampling");

    static {
        drawn(Batches.WITH_REPLACEMENT, "each row independently from the worker's rows", false);
        drawn(Batches.RESHUFFLED, "the worker's rows in random order, each once an epoch", true);
    }

    private static void drawn(String name, String summary, boolean reshuffled) {
        REGISTRY.named(name, summary)
                .takes(
                        number("factor", "1").atLeast(1).atMost(1_000).means("growth of the batch"),
                        count("every", "100", Integer.MAX_VALUE).means("batches of one size"),
                        count("most", Integer.toString(Batches.MAX_SIZE), Batches.MAX_SIZE)
                                .means("rows, however much it grows"))
                .source(
                        "growth: Smith, Kindermans, Ying, Le: Don't Decay the Learning Rate,"
                                + " Increase the Batch Size, ICLR 2018")
                .madeBy(given -> of(reshuffled, given));
    }

    private static Parameter count(String name, String usual, int most) {
        return whole(name, usual).atLeast(1).atMost(most);
    }

    private static BatchPlan of(boolean reshuffled, Arguments given) {
        return new BatchPlan(
                reshuffled, given.number("factor"), given.whole("every"), given.whole("most"));
    }

    /**
     * The plan of a specification such as {@code reshuffled:factor=5,every=1000}.
     *
     * @throws IllegalArgumentException with the value and what is accepted
     */
    public static BatchPlan of(String sampling) {
        return REGISTRY.make(sampling);
    }

    /** All ways to draw a batch, for listings. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    /** The largest batch. */
    public int largest(int first) {
        return factor == 1 ? first : Math.max(first, most);
    }

    /** Rows in this batch of the worker. */
    int size(int first, long batch) {
        if (factor == 1) {
            return first;
        }
        double grown = first * StrictMath.pow(factor, Math.floorDiv(batch, every));
        return (int) Math.max(first, Math.min(most, Math.round(grown)));
    }

    /** Rows in all batches of the worker before this one. */
    long before(int first, long batch) {
        long rows = 0;
        long from = 0;
        while (batch - from > every && size(first, from) < largest(first)) {
            rows += every * size(first, from);
            from += every;
        }
        return rows + (batch - from) * size(first, from);
    }
}
