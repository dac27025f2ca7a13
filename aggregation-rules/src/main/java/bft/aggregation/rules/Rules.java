package bft.aggregation.rules;

import bft.aggregation.AggregationRule;
import bft.aggregation.Mixing;
import bft.aggregation.Reducer;
import bft.aggregation.reducer.Mean;
import bft.spec.BadArgument;
import bft.spec.Registry;
import bft.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Every rule by name. A specification is a name with parameters, {@code multi-krum:m=5}, or a chain
 * of them, {@code krum,median}: mixings in the order they are applied and at the end a reducer,
 * which is the mean if none is given. {@code history} may come before all of them. Worker momentum
 * can be combined with any of them.
 */
public final class Rules {
    /** Each entry makes its part of a chain for f Byzantine rows. */
    private static final Registry<IntFunction<Part>> REGISTRY =
            new Registry<>(
                    "rule",
                    CoordinateRules.RULES,
                    WeightingRules.RULES,
                    SelectionRules.RULES,
                    SpectralRules.RULES,
                    PreAggregations.RULES);

    private Rules() {}

    /**
     * The rule of that specification for f Byzantine rows.
     *
     * @throws IllegalArgumentException if there is no such rule or parameter, or f is negative
     */
    public static AggregationRule of(String specification, int f) {
        var mixings = new ArrayList<Mixing>();
        Optional<Reducer> reducer = Optional.empty();
        double memory = 0;
        List<Spec> chain = Spec.parseChain(specification);
        for (Spec spec : chain) {
            BadArgument.when(reducer.isPresent())
                    .because("'%s': nothing can follow a coordinate-wise rule", specification);
            Part part = REGISTRY.make(spec).apply(f);
            BadArgument.when(part.memory() > 0 && spec != chain.get(0))
                    .because(
                            "'%s': %s reads what workers send, so it must be the first part",
                            specification, spec.name());
            memory = Math.max(memory, part.memory());
            mixings.addAll(part.mixings());
            reducer = part.reducer();
        }
        return new AggregationRule(
                specification.strip(),
                f,
                memory,
                mixings,
                reducer.orElseGet(Mean::new),
                faulty -> of(specification, faulty));
    }

    /** The registry of rules. */
    public static Registry<?> registry() {
        return REGISTRY;
    }
}
