package bft.worker.codec;

import bft.spec.Spec;
import java.util.Optional;
import java.util.Set;

/**
 * Which aggregation rules stay robust on gradients decoded from a codec. If most decoded
 * coordinates are 0, the median of a coordinate is 0 for any senders, and distances hardly depend
 * on directions, so that rules based on distances prefer short vectors. The experiment {@code
 * rules-and-codecs} measures this.
 */
public final class RuleFit {
    private static final String EXAMPLE = "centered-clipping:tau=1";
    private static final Set<String> HOLD_SPARSE = Set.of("centered-clipping");

    /** Rules that are not meant to be robust. */
    private static final Set<String> PLAIN = Set.of("mean", "weighted-mean");

    private RuleFit() {}

    /**
     * A warning about a rule with a codec; empty if they fit.
     *
     * @param rule a chain of rules; one that holds is enough
     */
    public static Optional<String> warning(String rule, GradientCodec codec) {
        boolean fits =
                !codec.isSparse()
                        || Spec.parseChain(rule).stream()
                                .map(Spec::name)
                                .anyMatch(n -> HOLD_SPARSE.contains(n) || PLAIN.contains(n));
        return fits
                ? Optional.empty()
                : Optional.of(
                        "%s is not known to hold on gradients sent as %s, most of which is 0: %s does"
                                .formatted(rule, codec.name(), EXAMPLE));
    }
}
