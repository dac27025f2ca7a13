package bft.server.checkpoint;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Messages from the job to the outside. A message that a crash must not revoke leaves only after
 * its state is saved. On the job's thread.
 */
public interface Outbox {
    /** Sends everything at once: for a job that is not saved. */
    Outbox OPEN =
            new Outbox() {
                @Override
                public void begin() {}

                @Override
                public void published(long version, Runnable tell) {
                    tell.run();
                }

                @Override
                public void answered(int worker, long sequence, Runnable tell, Runnable otherwise) {
                    tell.run();
                }

                @Override
                public boolean holds(int worker, long sequence) {
                    return false;
                }

                @Override
                public void ended(boolean isFinished, Runnable tell) {
                    tell.run();
                }

                @Override
                public void suspend(Runnable then) {
                    then.run();
                }

                @Override
                public Optional<String> unsaved() {
                    return Optional.empty();
                }

                @Override
                public Optional<JsonObject> health() {
                    return Optional.empty();
                }
            };

    /** The job has begun, or continues. */
    void begin();

    /** A version exists. */
    void published(long version, Runnable tell);

    /**
     * A gradient was answered, and its sender need not send it again.
     *
     * @param tell sends the answer
     * @param otherwise answers that the job has ended, if it ends before the state is saved
     */
    void answered(int worker, long sequence, Runnable tell, Runnable otherwise);

    /** Whether the answer to this push is held back, and must not be sent in another way. */
    boolean holds(int worker, long sequence);

    /** The job has ended. */
    void ended(boolean isFinished, Runnable tell);

    /**
     * The server ends and the job is to continue in another: nothing is sent after the state that
     * is saved now.
     */
    void suspend(Runnable then);

    /** Which part of an ended job is not on disk, and why. */
    Optional<String> unsaved();

    /** What the operator's health check shows. */
    Optional<JsonObject> health();

    /** Releases its resources, when the job has ended. */
    default void close() {}
}
