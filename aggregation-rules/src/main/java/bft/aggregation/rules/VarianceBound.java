package bft.aggregation.rules;

import bft.aggregation.AggregationRule;
import bft.aggregation.Mixing;
import bft.aggregation.Reducer;
import bft.aggregation.mixing.GeometricMedian;
import bft.aggregation.mixing.NearestNeighbourMixing;
import bft.aggregation.reducer.Mean;
import bft.aggregation.reducer.Median;
import bft.aggregation.reducer.TrimmedMean;
import bft.aggregation.selection.KrumScore;
import bft.aggregation.selection.MultiKrum;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Up to which ratio of the honest gradients' deviation to the norm of their mean, {@code sqrt(E|G -
 * g|²) / |g|}, a proof says that the rule's result points in the direction of the mean.
 *
 * <p>Krum's proof needs {@code eta(n,f) sqrt(d) sigma < |g|}, so its bound is 1/eta with {@code
 * eta² = 2 (n-f + (f (n-f-2) + f² (n-f-1)) / (n-2f-2))} (Blanchard et al., NIPS 2017, proposition
 * 1). An (f, kappa)-robust rule is at most {@code sqrt(kappa) sqrt(E|G - g|²)} away from the mean,
 * so the angle between the two is acute below 1/sqrt(kappa), with the kappa of Allouah et al.
 * (AISTATS 2023). For other rules no such constant is published.
 *
 * @param ratio the bound; infinite if the proof needs none
 * @param source what it follows from
 */
public record VarianceBound(double ratio, String source) {
    private static final String KRUM = "Blanchard et al., NIPS 2017: 1/eta(n,f)";
    private static final String ROBUST = "Allouah et al., AISTATS 2023: 1/sqrt(kappa)";

    /**
     * The bound of a rule over n rows, of which {@code rule.f()} may be faulty; empty if there is
     * none.
     */
    public static Optional<VarianceBound> of(AggregationRule rule, int n) {
        if (n <= 2 * rule.f() + 2) {
            return Optional.empty();
        }
        if (isKrum(rule.mixings(), rule.reducer())) {
            return Optional.of(new VarianceBound(1 / eta(n, rule.f()), KRUM));
        }
        OptionalDouble kappa = kappa(rule.mixings(), rule.reducer(), n, rule.f());
        return kappa.isPresent()
                ? Optional.of(new VarianceBound(1 / Math.sqrt(kappa.getAsDouble()), ROBUST))
                : Optional.empty();
    }

    private static double eta(int n, int f) {
        double h = (double) n - f;
        double faulty = (f * (h - 2) + (double) f * f * (h - 1)) / (h - f - 2);
        return Math.sqrt(2 * (h + faulty));
    }

    /** The (f, kappa)-robustness of a rule; empty if none is published. */
    private static OptionalDouble kappa(List<Mixing> mixings, Reducer reducer, int n, int f) {
        if (!mixings.isEmpty() && mixings.get(0) instanceof NearestNeighbourMixing) {
            OptionalDouble rest = kappa(mixings.subList(1, mixings.size()), reducer, n, f);
            return rest.isPresent()
                    ? OptionalDouble.of(8.0 * f / (n - f) * (rest.getAsDouble() + 1))
                    : rest;
        }
        double r = 1 + (double) f / (n - 2 * f);
        if (isKrum(mixings, reducer)) {
            return OptionalDouble.of(6 * r);
        }
        boolean isGeometric =
                mixings.size() == 1
                        && mixings.get(0) instanceof GeometricMedian
                        && reducer instanceof Mean;
        if (isGeometric || mixings.isEmpty() && reducer instanceof Median) {
            return OptionalDouble.of(4 * r * r);
        }
        boolean isTrimmed =
                mixings.isEmpty() && reducer instanceof TrimmedMean trimmed && isOfF(trimmed);
        return isTrimmed ? OptionalDouble.of(6.0 * f / (n - 2 * f) * r) : OptionalDouble.empty();
    }

    private static boolean isOfF(TrimmedMean trimmed) {
        return trimmed.fixed().isEmpty();
    }

    /** Krum as published, or a mean of rows that it ranks best: averaging lowers the variance. */
    private static boolean isKrum(List<Mixing> mixings, Reducer reducer) {
        return mixings.size() == 1
                && reducer instanceof Mean
                && mixings.get(0) instanceof MultiKrum krum
                && krum.scoring().equals(KrumScore.PAPER)
                && krum.guaranteed()
                && !krum.sum()
                && krum.weights().isEmpty();
    }
}
