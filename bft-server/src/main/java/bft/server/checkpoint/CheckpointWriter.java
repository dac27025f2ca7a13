package bft.server.checkpoint;

import bft.aggregation.state.Snapshot;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Writes checkpoints one by one on its own thread. */
final class CheckpointWriter {
    private final StateDirectory directory;
    private final long limitMillis;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(new DefaultThreadFactory("bft-state", true));

    /** The size of a checkpoint, and how long writing it took. */
    record Done(long bytes, long nanos) {}

    CheckpointWriter(StateDirectory directory, long limitMillis) {
        this.directory = directory;
        this.limitMillis = limitMillis;
    }

    /** Longest time that a checkpoint may take. */
    long limitMillis() {
        return limitMillis;
    }

    Future<Done> write(Snapshot job, long version, long savedMillis) {
        Promise<Done> done = Promise.promise();
        thread.execute(
                () -> {
                    long start = System.nanoTime();
                    try {
                        long bytes = directory.write(job, version, savedMillis);
                        done.complete(new Done(bytes, System.nanoTime() - start));
                    } catch (IOException | RuntimeException | Error e) {
                        done.fail(e);
                    }
                });
        return done.future();
    }

    void close() {
        thread.shutdown();
    }
}
