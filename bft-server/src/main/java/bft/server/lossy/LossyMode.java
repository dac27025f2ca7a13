package bft.server.lossy;

import bft.aggregation.AggregationRule;
import bft.spec.Arguments;
import bft.spec.Parameter;
import bft.spec.Registry;
import bft.worker.wire.DatagramTerms;

/**
 * How a job takes gradients as datagrams.
 *
 * @param isZero whether a coordinate that never came is 0; else it is NaN, for rules that take it
 *     as missing
 * @param tailMillis how long a push waits for late datagrams after its worker has sent all of them
 * @param bytes most in a datagram
 * @param isPlain whether data may travel in plain text although the other calls are encrypted
 */
public record LossyMode(boolean isZero, int tailMillis, int bytes, boolean isPlain) {
    /** The rule of a job with missing coordinates, unless one is chosen. */
    public static final String DEFAULT_RULE = "finite-trimmed-mean";

    private static final int MOST_TAIL_MILLIS = 60_000;
    private static final Registry<LossyMode> MODES = new Registry<>("lossy mode");

    static {
        MODES.named("missing", "a coordinate that never came is missing: the rule leaves it out")
                .takes(parameters())
                .madeBy(given -> of(false, given));
        MODES.named("zero", "a coordinate that never came is 0, for rules that need whole rows")
                .takes(parameters())
                .madeBy(given -> of(true, given));
    }

    private static Parameter[] parameters() {
        return new Parameter[] {
            Parameter.whole("tail", "50")
                    .atLeast(1)
                    .atMost(MOST_TAIL_MILLIS)
                    .means("milliseconds that a push waits for late datagrams"),
            Parameter.whole("bytes", "" + DatagramTerms.USUAL_BYTES)
                    .atLeast(DatagramTerms.LEAST_BYTES)
                    .atMost(DatagramTerms.MOST_BYTES)
                    .means("length of the longest datagram"),
            Parameter.word("plain", "no", "yes")
                    .means("whether data may be readable on the network in spite of TLS")
        };
    }

    private static LossyMode of(boolean isZero, Arguments given) {
        return new LossyMode(
                isZero, given.whole("tail"), given.whole("bytes"), given.is("plain", "yes"));
    }

    /**
     * Reads {@code missing} or {@code zero}, with parameters.
     *
     * @throws IllegalArgumentException with the text and what is accepted
     */
    public static LossyMode parse(String text) {
        return MODES.make(text);
    }

    /**
     * Checks that the rule takes coordinates that are missing.
     *
     * @param isInRounds whether the rule sees rows as they were sent, without a filter before it
     * @throws IllegalArgumentException naming those that do
     */
    public void requireFits(AggregationRule rule, boolean isInRounds) {
        if (!isZero && !isInRounds) {
            throw new IllegalArgumentException(
                    "--lossy missing needs rounds, as filters need every coordinate: give --lossy zero in modes async and ssp");
        }
        if (!isZero && !rule.reducer().takesNonFinite()) {
            throw new IllegalArgumentException(
                    "--lossy missing: rule %s needs every coordinate; finite-trimmed-mean, finite-median and finite-mean take missing ones, and --lossy zero serves any rule"
                            .formatted(rule));
        }
    }
}
