package bft.worker.codec;

import bft.spec.Spec;
import java.util.Optional;
import java.util.Set;

/**
 * Which aggregation rules hold on what arrives through a codec. Where most of what arrives is 0 the
 * median of a coordinate is 0 whoever sends, and distances hardly see directions, so that rules
 * which choose by them take whoever sends short vectors. That is measured, see the scenario {@code
 * rules-and-codecs}.
 */
public final class RuleFit {
    private static final String USUAL = "centered-clipping:tau=1";
    private static final Set<String> HOLD_SPARSE = Set.of("centered-clipping");

    /** Nobody asks them to hold. */
    private static final Set<String> PLAIN = Set.of("mean", "weighted-mean");

    private RuleFit() {}

    /**
     * What is to be said of a rule with a codec; empty if they fit.
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
                                .formatted(rule, codec.name(), USUAL));
    }
}
