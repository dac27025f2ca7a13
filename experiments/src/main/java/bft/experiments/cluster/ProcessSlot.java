package bft.experiments.cluster;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The process slot of one worker: its process, and whether and when it is restarted after it died.
 * The pause before a restart doubles with each death. After the fifth death without a gradient in a
 * round the worker is not restarted.
 */
final class ProcessSlot {
    static final int MAX_DEATHS = 5;
    static final long FIRST_PAUSE_MILLIS = 500;

    private final Starter starter;
    private final boolean restart;
    private volatile Child child;
    private State state = State.RUNNING;
    private int deaths;
    private long dueNanos;

    /** Starts the process of the worker. */
    interface Starter {
        Child start() throws IOException;
    }

    private enum State {
        RUNNING,
        PAUSING,
        EMPTY
    }

    /**
     * Starts the worker.
     *
     * @param restart whether it is restarted when it dies
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

    /** A gradient of the worker was in a round: its deaths are counted from 0 again. */
    void contributed() {
        deaths = 0;
    }

    /**
     * Checks the process, and restarts it when its pause is over.
     *
     * @return a message for the user, if it has just died
     */
    Optional<String> attend(long nowNanos) throws IOException {
        if (state == State.RUNNING && !child.isAlive()) {
            return died(nowNanos, child.process().exitValue());
        }
        if (state == State.PAUSING && nowNanos - dueNanos >= 0) {
            child = starter.start();
            state = State.RUNNING;
        }
        return Optional.empty();
    }

    private Optional<String> died(long nowNanos, int code) {
        state = State.EMPTY;
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
                    "%s, death %s without a gradient in a round, not restarted"
                            .formatted(ended, deaths));
        }
        state = State.PAUSING;
        long pauseMillis = FIRST_PAUSE_MILLIS << (deaths - 1);
        dueNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
        return Optional.of("%s, restarted in %s ms".formatted(ended, pauseMillis));
    }
}
