package bft.worker.wire;

import bft.aggregation.Limits;
import bft.spec.BadArgument;

/**
 * The terms that server and worker agree on at the join.
 *
 * @param job name of the job
 * @param worker its index in [0, n), or {@link #OBSERVER}
 * @param n number of workers
 * @param f how many workers may be Byzantine, in [0, n)
 * @param dimension d, number of parameters of the model and of each gradient
 * @param task what workers train; the sizes of its tensors add up to d
 * @param transfer how gradients may be sent
 * @param seed of the job, for partitions and batches
 * @param finalVersion the version at which the job ends, at least 1
 * @param lastSequence highest sequence number that this worker pushed so far, 0 if none
 * @param incarnation identifies the job's run and the server's start
 */
public record Contract(
        String job,
        int worker,
        int n,
        int f,
        int dimension,
        Task task,
        Transfer transfer,
        long seed,
        long finalVersion,
        long lastSequence,
        Incarnation incarnation) {

    /** The worker index of an observer, who pulls and never pushes. */
    public static final int OBSERVER = -1;

    /**
     * @throws IllegalArgumentException if a value is outside its limits
     */
    public Contract {
        requireIn("n", n, 1, Limits.WORKERS);
        requireIn("f", f, 0, n - 1L);
        requireIn("worker", worker, OBSERVER, n - 1L);
        requireIn("dimension", dimension, 1, Protocol.MAX_DIMENSION);
        requireIn("final version", finalVersion, 1, Long.MAX_VALUE);
        requireIn("last sequence", lastSequence, 0, Long.MAX_VALUE - 1);
        long sum = task.tensors().stream().mapToLong(Tensor::size).sum();
        BadArgument.when(!task.tensors().isEmpty() && sum != dimension)
                .because(
                        "sizes of the tensors must add up to the dimension %s, got %s",
                        dimension, sum);
    }

    /** The same for a worker that may send datagrams. */
    public Contract with(DatagramTerms terms) {
        return new Contract(
                job,
                worker,
                n,
                f,
                dimension,
                task,
                transfer.with(terms),
                seed,
                finalVersion,
                lastSequence,
                incarnation);
    }

    /** Whether the caller may only watch. */
    public boolean isObserver() {
        return worker == OBSERVER;
    }

    /** Whether the same worker has the same task in the same job by both. */
    public boolean isOfSameWork(Contract other) {
        return job.equals(other.job)
                && worker == other.worker
                && dimension == other.dimension
                && task.equals(other.task);
    }

    private static void requireIn(String what, long value, long from, long to) {
        BadArgument.when(value < from || value > to)
                .because("%s must be in [%s, %s], got %s", what, from, to, value);
    }
}
