package bft.experiments.chaos;

import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import java.time.Duration;
import java.util.Optional;

/** An observer of a job that keeps its newest model. */
final class Watcher implements AutoCloseable {
    private final GrpcClient client;
    private Model newest;
    private boolean isOver;
    private String reason = "";

    /**
     * @param client with an observer's token; closed with this
     * @param initial the model from which training begins
     */
    Watcher(GrpcClient client, Model initial) {
        this.client = client;
        this.newest = initial;
        next(-1);
    }

    private void next(long version) {
        client.pull(version).onComplete(this::seen, this::failed);
    }

    private void seen(Model model) {
        synchronized (this) {
            newest = model;
            notifyAll();
        }
        next(model.version());
    }

    private void failed(Throwable error) {
        synchronized (this) {
            isOver = true;
            reason = ": " + error.getMessage();
            notifyAll();
        }
    }

    /** The newest model that was seen. */
    synchronized Model newest() {
        return newest;
    }

    /** Waits for that version; empty, or the reason why it did not come. */
    synchronized Optional<String> await(long version, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (newest.version() < version) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (isOver) {
                return Optional.of("ended at version " + newest.version() + reason);
            }
            if (left <= 0) {
                return Optional.of("stuck at version " + newest.version());
            }
            wait(left);
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        client.close();
    }
}
