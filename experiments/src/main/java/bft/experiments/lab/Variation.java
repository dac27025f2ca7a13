package bft.experiments.lab;

import java.util.List;

/**
 * How an experiment is run.
 *
 * @param quick whether the overlay {@code quick} of the file applies
 * @param builtIn whether the overlay {@code built-in} of the file applies: no data directory was
 *     found
 * @param seeds instead of those in the file, if any
 */
public record Variation(boolean quick, boolean builtIn, List<Long> seeds) {
    public Variation {
        seeds = List.copyOf(seeds);
    }
}
