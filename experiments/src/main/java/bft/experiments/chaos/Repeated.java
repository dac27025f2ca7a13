package bft.experiments.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An action that some threads repeat until the end, and at least once each. */
final class Repeated implements Hostility {
    private static final long PATIENCE_SECONDS = 15;
    private static final Duration ONE_VERSION = Duration.ofMillis(100);

    private final Suspects suspects;
    private final int threads;
    private final Action action;
    private final List<Thread> running = new ArrayList<>();
    private CountDownLatch done;
    private volatile boolean ended;

    /** What is done again and again. */
    interface Action {
        /**
         * Does it once, within a few seconds.
         *
         * @param thread from 0
         * @throws IOException if the server closes the connection, which is no error
         */
        void act(Scene scene, int thread) throws IOException, InterruptedException;
    }

    Repeated(Suspects suspects, int threads, Action action) {
        this.suspects = suspects;
        this.threads = threads;
        this.action = action;
    }

    /** Strangers, one for each thread. */
    static Repeated byStrangers(int threads, Action action) {
        return new Repeated(Suspects.STRANGERS, threads, action);
    }

    /** The last f workers, one for each thread. */
    static Repeated byWorkers(ByWorker action) {
        return new Repeated(
                Suspects.WORKERS,
                Job.BYZANTINE,
                (scene, thread) -> {
                    int worker = Job.HONEST + thread;
                    long seen = scene.watcher().newest().version();
                    action.act(scene, worker, scene.token(worker));
                    scene.watcher().await(seen + 1, ONE_VERSION);
                });
    }

    /** What a worker does again and again, at most once for each version. */
    interface ByWorker {
        void act(Scene scene, int worker, String token) throws IOException, InterruptedException;
    }

    @Override
    public Suspects suspects() {
        return suspects;
    }

    @Override
    public void begin(Scene scene) {
        done = new CountDownLatch(threads);
        for (int k = 0; k < threads; k++) {
            int own = k;
            var thread = new Thread(() -> repeat(scene, own), "bft-hostile-" + k);
            thread.setDaemon(true);
            running.add(thread);
            thread.start();
        }
    }

    private void repeat(Scene scene, int thread) {
        boolean counted = false;
        while (!ended) {
            try {
                action.act(scene, thread);
            } catch (IOException closed) {
                // The server has defended itself: once more.
            } catch (InterruptedException e) {
                return;
            }
            if (!counted) {
                done.countDown();
                counted = true;
            }
        }
    }

    @Override
    public void end(Scene scene) throws IOException, InterruptedException {
        boolean all = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        ended = true;
        for (Thread thread : running) {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        }
        if (!all) {
            throw new IOException("a hostile thread was not done in time");
        }
    }
}
