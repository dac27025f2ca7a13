package bft.experiments.record;

/**
 * One curve.
 *
 * @param name as in the legend
 * @param x rounds, ascending; not modified
 * @param y the value at each of them; not modified
 */
public record Series(String name, double[] x, double[] y) {
    public Series {
        if (x.length != y.length) {
            throw new IllegalArgumentException(
                    "a series needs one y for each x, got " + x.length + " x, " + y.length + " y");
        }
    }
}
