package bft.experiments.plot;

import bft.spec.BadArgument;

/**
 * A curve with an interval around it.
 *
 * @param name as in the legend
 * @param x ascending
 * @param middle the curve
 * @param low lower end of the interval at each x
 * @param high upper end
 */
public record Band(String name, double[] x, double[] middle, double[] low, double[] high) {
    public Band {
        BadArgument.when(
                        middle.length != x.length
                                || low.length != x.length
                                || high.length != x.length)
                .because(
                        "a band needs three values for each x, got %s x and %s, %s, %s",
                        x.length, middle.length, low.length, high.length);
    }
}
