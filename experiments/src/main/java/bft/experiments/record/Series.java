package bft.experiments.record;

import bft.spec.BadArgument;

/**
 * One curve.
 *
 * @param name as in the legend
 * @param x rounds, ascending; not modified
 * @param y the value at each of them; not modified
 */
public record Series(String name, double[] x, double[] y) {
    public Series {
        BadArgument.when(x.length != y.length)
                .because("a series needs one y for each x, got %s x, %s y", x.length, y.length);
    }
}
