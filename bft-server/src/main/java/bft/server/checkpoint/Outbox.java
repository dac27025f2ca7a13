package bft.server.checkpoint;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Messages from the job to the outside. A message that a crash must not revoke leaves only after
 * its state is saved; if the job is not saved, everything leaves at once, as by default here. On
 * the job's thread.
 */
public interface Outbox {
    /** For a job that is not saved. */
    Outbox OPEN = new Outbox() {};

    /** The job has begun, or continues. */
    default void begin() {}

    /** A version exists. */
    default void published(long version, Runnable tell) {
        tell.run();
    }

    /**
     * A gradient was answered, and its sender need not send it again.
     *
     * @param tell sends the answer
     * @param otherwise answers that the job has ended, if it ends before the state is saved
     */
    default void answered(int worker, long sequence, Runnable tell, Runnable otherwise) {
        tell.run();
    }

    /** Whether the answer to this push is held back, and must not be sent in another way. */
    default boolean holds(int worker, long sequence) {
        return false;
    }

    /** The job has ended. */
    default void ended(boolean isFinished, Runnable tell) {
        tell.run();
    }

    /**
     * The server ends and the job is to continue in another: nothing is sent after the state that
     * is saved now.
     */
    default void suspend(Runnable then) {
        then.run();
    }

    /** Which part of an ended job is not on disk, and why. */
    default Optional<String> unsaved() {
        return Optional.empty();
    }

    /** What the operator's health check shows. */
    default Optional<JsonObject> health() {
        return Optional.empty();
    }

    /** Releases its resources, when the job has ended. */
    default void close() {}
}
