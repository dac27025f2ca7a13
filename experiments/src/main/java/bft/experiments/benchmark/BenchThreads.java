package bft.experiments.benchmark;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a measurement: the thread that created it and further ones, already started. It
 * reports how much all of them have allocated.
 */
final class BenchThreads implements Executor, AutoCloseable {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final int threads;
    private final ThreadPoolExecutor helpers;
    private final List<Thread> members = new CopyOnWriteArrayList<>();
    private final long[] ids;

    /**
     * Starts the threads.
     *
     * @param threads number of threads with the calling one, at least 1
     */
    BenchThreads(int threads) {
        this.threads = threads;
        int others = threads - 1;
        var queue = new LinkedBlockingQueue<Runnable>();
        helpers =
                new ThreadPoolExecutor(
                        others, threads, 0, TimeUnit.SECONDS, queue, this::startedThread);
        helpers.prestartAllCoreThreads();
        members.add(Thread.currentThread());
        ids = members.stream().mapToLong(Thread::getId).toArray();
    }

    private Thread startedThread(Runnable work) {
        var thread = new Thread(work, "bench");
        thread.setDaemon(true);
        members.add(thread);
        return thread;
    }

    int threads() {
        return threads;
    }

    @Override
    public void execute(Runnable work) {
        helpers.execute(work);
    }

    /** Bytes that all threads have allocated so far. */
    long allocatedBytes() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(ids)).sum();
    }

    @Override
    public void close() {
        helpers.shutdownNow();
    }
}
