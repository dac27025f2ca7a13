package bft.server.lossy;

/**
 * What has come of a gradient by its deadline.
 *
 * @param row of d values; the taker's
 * @param firstNonFinite index of the first value that is NaN or infinite, -1 if there is none
 * @param missing coordinates that never came
 */
public record Arrival(float[] row, int firstNonFinite, int missing) {}
