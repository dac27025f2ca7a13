package bft.server.checkpoint;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What is on its way from the job to the world. Nothing that a crash must not take back leaves
 * before it is saved. On the job's thread.
 */
public interface Outbox {
    /** Lets everything out at once: a job that is not saved. */
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

    /** The job has begun, or goes on. */
    void begin();

    /** A version exists. */
    void published(long version, Runnable tell);

    /**
     * A gradient was judged, and its sender need not send it again.
     *
     * @param tell says so
     * @param otherwise says that the job has ended, if it does before that is saved
     */
    void answered(int worker, long sequence, Runnable tell, Runnable otherwise);

    /** Whether the answer to that push is held back, and must not be given in another way. */
    boolean holds(int worker, long sequence);

    /** The job has ended. */
    void ended(boolean isFinished, Runnable tell);

    /**
     * The server ends and the job is to go on in another: nothing leaves after what is saved now.
     */
    void suspend(Runnable then);

    /** What of the job is not on disk and why, when it has ended. */
    Optional<String> unsaved();

    /** What the operator sees. */
    Optional<JsonObject> health();

    /** Frees what this holds, when the job has ended. */
    default void close() {}
}
