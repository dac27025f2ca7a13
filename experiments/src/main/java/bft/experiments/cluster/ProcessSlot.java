package bft.experiments.cluster;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The place of one worker: its process, and what is done when that dies. A worker is started again
 * after a pause that doubles with each death, and no more after the fifth death without a vote.
 */
final class ProcessSlot {
    static final int MAX_DEATHS = 5;
    static final long FIRST_PAUSE_MILLIS = 500;

    private final Starter starter;
    private final boolean restart;
    private volatile Child child;
    private State state = State.OCCUPIED;
    private int deaths;
    private long dueNanos;

    /** Starts the process of the worker. */
    interface Starter {
        Child start() throws IOException;
    }

    private enum State {
        OCCUPIED,
        PAUSING,
        VACANT
    }

    /**
     * Starts the worker.
     *
     * @param restart whether it is started again when it dies
     */
    ProcessSlot(Starter starter, boolean restart) throws IOException {
        this.starter = starter;
        this.restart = restart;
        this.child = starter.start();
    }

    /** The process that was started last. */
    Child child() {
        return child;
    }

    /** The worker has voted: it is worth being started again as often as at first. */
    void voted() {
        deaths = 0;
    }

    /**
     * Sees to the process.
     *
     * @return what people are to be told, if it has just died
     */
    Optional<String> attend(long nowNanos) throws IOException {
        if (state == State.OCCUPIED && !child.isAlive()) {
            return died(nowNanos, child.process().exitValue());
        }
        if (state == State.PAUSING && nowNanos - dueNanos >= 0) {
            child = starter.start();
            state = State.OCCUPIED;
        }
        return Optional.empty();
    }

    private Optional<String> died(long nowNanos, int code) {
        state = State.VACANT;
        if (code == 0) {
            return Optional.empty();
        }
        deaths++;
        String ended = child.name() + " ended with code " + code;
        if (!restart) {
            return Optional.of(ended);
        }
        if (deaths == MAX_DEATHS) {
            return Optional.of(
                    "%s, death %s without a vote, not started again".formatted(ended, deaths));
        }
        state = State.PAUSING;
        long pauseMillis = FIRST_PAUSE_MILLIS << (deaths - 1);
        dueNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
        return Optional.of("%s, started again in %s ms".formatted(ended, pauseMillis));
    }
}
