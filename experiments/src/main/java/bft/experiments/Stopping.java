package bft.experiments;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives a run that a signal ends, such as Ctrl-C, the time to write its files: the process waits
 * for {@link #close}, for a limited time.
 */
final class Stopping implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "bft-stopping");
    private volatile boolean asked;

    Stopping() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the process is ending; then computations are to end soon. */
    boolean isAsked() {
        return asked;
    }

    private void stop() {
        asked = true;
        try {
            finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All files are written. */
    @Override
    public void close() {
        finished.countDown();
        if (!asked) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The signal has come just now, and nothing is left to do.
            }
        }
    }
}
