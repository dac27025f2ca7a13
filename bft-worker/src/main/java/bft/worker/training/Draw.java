package bft.worker.training;

/**
 * Which gradient of a worker is computed.
 *
 * @param number seeds random choices: the version with the attempt on it, see {@link
 *     bft.worker.wire.Draws}
 * @param count batches that the worker has used before
 */
public record Draw(long number, long count) {
    /** The draw of a worker that has used one batch for each number before this one. */
    public static Draw of(long number) {
        return new Draw(number, number);
    }
}
