package bft.experiments;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A run that a signal ends, such as that of Ctrl-C, gets the time to put its things in order: the
 * process waits for {@link #close}, though not for ever.
 */
final class Stopping implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch inOrder = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "bft-stopping");
    private volatile boolean asked;

    Stopping() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the process is ending; then whoever computes comes to an end. */
    boolean isAsked() {
        return asked;
    }

    private void stop() {
        asked = true;
        try {
            inOrder.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is in order. */
    @Override
    public void close() {
        inOrder.countDown();
        if (!asked) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The signal has come just now, and nothing is left to be done.
            }
        }
    }
}
