package bft.experiments.lab;

/**
 * A figure that an experiment asks for.
 *
 * @param kind what it shows
 * @param x the axis of the grid along the figure; empty if the figure runs along rounds or has no
 *     axis
 * @param lines the axis of the grid whose values have different colours, or are the rows of a heat
 *     map
 * @param measure the measure to show; empty for kinds that show a fixed one
 */
public record FigureRequest(Kind kind, String x, String lines, String measure) {
    /** The kinds of figures. */
    public enum Kind {
        /** A curve over rounds: accuracy or loss. */
        CURVES,
        /** A measure along an axis of the grid, such as accuracy against f. */
        ALONG,
        /** A measure over two axes. */
        HEAT,
        /** The distribution of the staleness of gradients. */
        STALENESS,
        /** Shares of honest and of Byzantine gradients that were accepted. */
        ACCEPTANCE,
        /** The weight of each worker in the model, over time. */
        TRUST
    }
}
