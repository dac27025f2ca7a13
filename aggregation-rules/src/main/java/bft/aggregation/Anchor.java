package bft.aggregation;

/** A point that is no worker's row, to which distances are taken and which may carry weight. */
public enum Anchor {
    /** The vector of zeros: distances to it are norms, weight on it shrinks. */
    ORIGIN,
    /** {@link RoundContext#previous()}, or the origin before there is one. */
    PREVIOUS,
    /** {@link RoundContext#trusted()}. */
    TRUSTED
}
