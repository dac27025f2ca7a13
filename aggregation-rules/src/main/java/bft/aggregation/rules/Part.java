package bft.aggregation.rules;

import bft.aggregation.Mixing;
import bft.aggregation.Reducer;
import java.util.List;
import java.util.Optional;

/**
 * The part of a chain that one name stands for: mixings, and a reducer if the chain must end there.
 */
record Part(List<Mixing> mixings, Optional<Reducer> reducer) {
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
