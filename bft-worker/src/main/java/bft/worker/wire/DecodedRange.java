package bft.worker.wire;

/**
 * The coordinates of a row that a frame has filled.
 *
 * @param from the first
 * @param to after the last
 * @param firstNonFinite index in the row of the first value among them that is NaN or infinite, -1
 *     if all are finite
 * @param values how many values the frame carried, at most as many as coordinates
 */
public record DecodedRange(int from, int to, int firstNonFinite, int values) {}
