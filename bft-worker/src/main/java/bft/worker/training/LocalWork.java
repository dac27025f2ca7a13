package bft.worker.training;

import bft.aggregation.Seeds;

/**
 * How many local steps a worker makes for each gradient that it sends: always the most, or a number
 * drawn for each, as of a worker that has less time for some (Li, Sahu et al., "Federated
 * optimization in heterogeneous networks", MLSys 2020, section 5.2). The draw depends on seed,
 * worker and the gradients that the worker has sent before. One thread at a time.
 */
final class LocalWork {
    /** Separates these random numbers from those of batches. */
    private static final long WORK = 0x776f726bL;

    private final int least;
    private final int most;
    private final long seed;
    private final int worker;
    private long sent;
    private long done;

    /**
     * @param least at least 1
     * @param most at least as many
     * @param seed of the job
     */
    LocalWork(int least, int most, long seed, int worker) {
        this.least = least;
        this.most = most;
        this.seed = seed;
        this.worker = worker;
    }

    /** Steps for the gradient after so many others. */
    int steps(long count) {
        return least == most
                ? most
                : least + Seeds.random(seed, worker, count, WORK).nextInt(most - least + 1);
    }

    /** Which step this is, for the gradient of this draw. */
    Draw step(Draw draw, int step) {
        return new Draw(draw.number() * most + step, before(draw.count()) + step);
    }

    /** Steps for all gradients before: those since the last question are added up. */
    private long before(long count) {
        if (least == most) {
            return count * most;
        }
        if (count < sent) {
            sent = 0;
            done = 0;
        }
        while (sent < count) {
            done += steps(sent);
            sent++;
        }
        return done;
    }
}
