package bft.aggregation;

import bft.aggregation.reducer.Mean;
import bft.aggregation.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every rule by name. A specification is a name with parameters, {@code multi-krum:m=5}, or a chain
 * of them, {@code krum,median}: mixings in the order they are applied and at the end a reducer,
 * which is the mean if none is given.
 */
public final class Rules {
    private static final List<RuleEntry> ENTRIES =
            List.of(
                    CoordinateRules.MEAN,
                    WeightingRules.WEIGHTED_MEAN,
                    CoordinateRules.FINITE_MEAN,
                    CoordinateRules.FINITE_MEDIAN,
                    CoordinateRules.MEDIAN,
                    CoordinateRules.TRIMMED_MEAN,
                    CoordinateRules.MEAN_AROUND_MEDIAN,
                    CoordinateRules.PHOCAS,
                    CoordinateRules.SIGN_MAJORITY,
                    WeightingRules.GEOMETRIC_MEDIAN,
                    WeightingRules.CENTERED_CLIPPING,
                    WeightingRules.FLTRUST,
                    WeightingRules.FOOLSGOLD,
                    SelectionRules.KRUM,
                    SelectionRules.MULTI_KRUM,
                    SelectionRules.ITERATED_KRUM,
                    SelectionRules.BULYAN,
                    SelectionRules.MDA,
                    SelectionRules.CGE,
                    SelectionRules.MONNA,
                    SelectionRules.AKSEL,
                    SelectionRules.MAJORITY,
                    SpectralRules.SMEA,
                    SpectralRules.CAF,
                    SpectralRules.DNC,
                    PreAggregations.NNM,
                    PreAggregations.BUCKETING,
                    PreAggregations.CLIPPING,
                    PreAggregations.ARC);

    private Rules() {}

    /**
     * The rule of that specification for f Byzantine rows.
     *
     * @throws IllegalArgumentException if there is no such rule or parameter, or f is negative
     */
    public static AggregationRule of(String specification, int f) {
        var mixings = new ArrayList<Mixing>();
        Optional<Reducer> reducer = Optional.empty();
        for (Spec spec : Spec.parseChain(specification)) {
            if (reducer.isPresent()) {
                throw new IllegalArgumentException(
                        "'" + specification + "': nothing can follow a rule by coordinates");
            }
            RuleEntry.Part part = entry(spec.name()).factory().make(spec, f);
            mixings.addAll(part.mixings());
            reducer = part.reducer();
        }
        return new AggregationRule(specification.strip(), f, mixings, reducer.orElseGet(Mean::new));
    }

    /** What there is, in words. */
    public static List<RuleDescription> all() {
        return ENTRIES.stream().map(RuleEntry::description).toList();
    }

    private static RuleEntry entry(String name) {
        for (RuleEntry entry : ENTRIES) {
            if (entry.name().equals(name)) {
                return entry;
            }
        }
        List<String> names = ENTRIES.stream().map(RuleEntry::name).toList();
        throw new IllegalArgumentException(
                "no rule '" + name + "'; there are " + String.join(", ", names));
    }
}
