package bft.experiments.lab;

import java.util.List;

/**
 * How a file is run.
 *
 * @param quick with what it says under {@code quick}
 * @param builtIn with what it says under {@code built-in}: no data directory was given
 * @param seeds in place of those in the file, if any
 */
public record Variation(boolean quick, boolean builtIn, List<Long> seeds) {
    public Variation {
        seeds = List.copyOf(seeds);
    }
}
