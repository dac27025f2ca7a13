package bft.server.files;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A thread that writes, so that a slow or full disk never stops the caller. Tasks run in order; a
 * task that finds the queue full is lost and counted.
 */
public final class WriterThread implements AutoCloseable {
    private static final long CLOSE_SECONDS = 10;
    private static final long FLUSH_SECONDS = 1;

    private final ThreadPoolExecutor thread;
    private final AtomicLong lost = new AtomicLong();

    /**
     * @param waiting most tasks that wait, at least 1
     */
    public WriterThread(String name, int waiting) {
        thread =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(waiting),
                        new DefaultThreadFactory(name, true));
    }

    /** Runs a task later, unless the queue is full or closed; returns whether it will run. */
    public boolean offer(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            lost.incrementAndGet();
            return false;
        }
    }

    /** Counts a task that ran and wrote nothing. */
    public void lose() {
        lost.incrementAndGet();
    }

    /** How many tasks wrote nothing. */
    public long lost() {
        return lost.get();
    }

    /**
     * Runs a task after all earlier ones and waits a moment for it.
     *
     * @return whether it is done
     */
    public boolean await(Runnable last) {
        var done = new FutureTask<>(last, true);
        try {
            thread.execute(done);
            return done.get(FLUSH_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException | ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether it is closed and no task runs any more. */
    public boolean isIdle() {
        return thread.isTerminated();
    }

    /** Runs waiting tasks for at most {@value #CLOSE_SECONDS} seconds; the rest is lost. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                lost.addAndGet(thread.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
