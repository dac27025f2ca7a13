package bft.worker.codec;

import bft.spec.Spec;
import bft.spec.Text;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which aggregation rules stay robust on gradients decoded from a codec, as the experiments {@code
 * rules-and-codecs} and {@code history-at-the-server} measure it. If most decoded coordinates are
 * 0, the median of a coordinate is 0 for any senders, and distances hardly depend on directions, so
 * that rules which select few rows by distance prefer short ones, such as those of attackers who
 * leave out the error feedback.
 */
public final class RuleFit {
    /** Rules and filters that are not meant to be robust. */
    private static final Set<String> PLAIN =
            Set.of("mean", "weighted-mean", "finite-mean", "none", "dynsgd");

    private static final double LEAST_MEMORY = 0.9;
    private static final double USUAL_MEMORY = 0.97;

    /** What rules notice of a codec. */
    private enum Loss {
        SPARSE(
                "most of which is 0",
                Set.of("nnm", "geometric-median", "centered-clipping", "caf", "mda", "cge"),
                "nnm,trimmed-mean does, and so do most rules after history"),
        SIGNS(
                "whose coordinates have one size",
                Set.of(
                        "median",
                        "trimmed-mean",
                        "nnm",
                        "geometric-median",
                        "centered-clipping",
                        "caf",
                        "cge",
                        "dnc",
                        "arc"),
                "median does"),
        COARSE(
                "of which few coordinates are large and most are 0",
                Set.of(
                        "krum",
                        "multi-krum",
                        "nnm",
                        "geometric-median",
                        "centered-clipping",
                        "caf",
                        "cge",
                        "dnc",
                        "kardam"),
                "multi-krum does"),
        DRAWN("most of which is left out at random", Set.of(), "no rule is");

        private final String words;
        private final Set<String> holding;
        private final String instead;

        Loss(String words, Set<String> holding, String instead) {
            this.words = words;
            this.holding = holding;
            this.instead = instead;
        }

        /** Whether the first part of a chain of rules, which reads the rows, is known to hold. */
        private boolean fits(Spec first) {
            if (first.name().equals("history")) {
                boolean isLong = number(first, "beta", USUAL_MEMORY) >= LEAST_MEMORY;
                return isLong && (this == SPARSE || this == COARSE);
            }
            boolean isTooWide =
                    this == SPARSE
                            && first.name().equals("centered-clipping")
                            && !first.parameters().containsKey("tau");
            return holding.contains(first.name()) && !isTooWide;
        }

        private static double number(Spec spec, String parameter, double otherwise) {
            String text = spec.parameters().get(parameter);
            return text == null ? otherwise : Double.parseDouble(text);
        }
    }

    private RuleFit() {}

    /**
     * A warning about a rule with a codec; empty if they fit.
     *
     * @param rule a chain of rules, or a filter of single gradients
     */
    public static Optional<String> warning(String rule, GradientCodec codec) {
        Spec first = Spec.parseChain(rule).get(0);
        return PLAIN.contains(first.name())
                ? Optional.empty()
                : loss(codec, first)
                        .filter(loss -> !loss.fits(first))
                        .map(
                                loss ->
                                        Text.of(
                                                "%s is not known to hold on gradients sent as %s, %s: %s",
                                                rule, codec.name(), loss.words, loss.instead));
    }

    /** The kinds of codecs, by the names of their defaults, that a rule is not known to fit. */
    public static List<String> unfit(String rule) {
        return Codecs.ALL.stream()
                .filter(codec -> warning(rule, codec).isPresent())
                .map(codec -> Spec.parse(codec.name()).name())
                .toList();
    }

    /** The rule for a job in rounds whose gradients may travel like this, unless one is chosen. */
    public static String defaultRule(List<GradientCodec> codecs) {
        return codecs.stream().anyMatch(GradientCodec::isSparse)
                ? "nnm,trimmed-mean"
                : "multi-krum";
    }

    private static Optional<Loss> loss(GradientCodec codec, Spec rule) {
        if (codec instanceof RandomK) {
            return Optional.of(Loss.DRAWN);
        }
        if (codec.isSparse()) {
            return Optional.of(Loss.SPARSE);
        }
        if (codec instanceof SignBits) {
            // A vote counts signs, of which error feedback changes too many.
            boolean isVote = rule.name().equals("sign-majority") && codec.feedback() == 0;
            return isVote ? Optional.empty() : Optional.of(Loss.SIGNS);
        }
        return codec instanceof Quantised one && one.levels() == 1
                ? Optional.of(Loss.COARSE)
                : Optional.empty();
    }
}
