package bft.experiments.lab;

/**
 * A figure that a file asks for.
 *
 * @param kind what it shows
 * @param x the axis of the grid along the figure, empty if that is rounds or nothing
 * @param lines the axis of the grid whose values are told apart by colour, or run down a heat map
 * @param measure which one; empty for those kinds that have their own
 */
public record FigureRequest(Kind kind, String x, String lines, String measure) {
    /** What a figure may show. */
    public enum Kind {
        /** A curve over rounds: accuracy or loss. */
        CURVES,
        /** A measure along an axis of the grid, such as accuracy against f. */
        ALONG,
        /** A measure over two axes. */
        HEAT,
        /** How stale gradients were. */
        STALENESS,
        /** Shares of honest and of Byzantine gradients that were accepted. */
        ACCEPTANCE,
        /** Whose gradients made the model, over time. */
        TRUST
    }
}
