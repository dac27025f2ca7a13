package bft.aggregation.rules;

import bft.aggregation.Mixing;
import bft.aggregation.Reducer;
import java.util.List;
import java.util.Optional;

/**
 * The part of a chain that one name stands for: mixings, and a reducer if the chain must end there.
 *
 * @param memory of {@code history}, which is neither; 0 for all others
 */
record Part(List<Mixing> mixings, Optional<Reducer> reducer, double memory) {
    private Part(List<Mixing> mixings, Optional<Reducer> reducer) {
        this(mixings, reducer, 0);
    }

    /** What precedes a rule that works on running means. */
    static Part ofMemory(double beta) {
        return new Part(List.of(), Optional.empty(), beta);
    }

    static Part of(Mixing mixing) {
        return new Part(List.of(mixing), Optional.empty());
    }

    static Part of(Reducer reducer) {
        return new Part(List.of(), Optional.of(reducer));
    }

    static Part of(Mixing mixing, Reducer reducer) {
        return new Part(List.of(mixing), Optional.of(reducer));
    }
}
