package bft.server.runtime;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The one thread on which a job's events happen, with its one alarm. It is no event loop: its
 * deadlines fire whatever becomes of these.
 */
public final class EventThread implements Executor, AutoCloseable {
    private final ScheduledThreadPoolExecutor thread;
    private final LongSupplier clock;
    private Optional<ScheduledFuture<?>> alarm = Optional.empty();
    private long alarmNanos;

    /**
     * @param clock the time of alarms
     */
    public EventThread(LongSupplier clock) {
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, EventThread::daemon);
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = Executors.defaultThreadFactory().newThread(task);
        thread.setName("bft-job");
        thread.setDaemon(true);
        return thread;
    }

    /** Runs an event after those that came before it; does nothing once this is closed. */
    @Override
    public void execute(Runnable event) {
        try {
            thread.execute(event);
        } catch (RejectedExecutionException e) {
            // The job is over, and nobody waits for what comes after its end.
        }
    }

    /**
     * Sets the alarm, in place of the one before. It may go off early, never late: whoever is woken
     * looks at the clock and sets it again. On the job's thread.
     *
     * @param nanos time of the clock
     */
    public void wakeAt(long nanos, Runnable action) {
        if (alarm.isPresent() && alarmNanos - nanos <= 0) {
            return;
        }
        alarm.ifPresent(later -> later.cancel(false));
        alarmNanos = nanos;
        long delay = Math.max(0, nanos - clock.getAsLong());
        Runnable ring =
                () -> {
                    alarm = Optional.empty();
                    action.run();
                };
        alarm = Optional.of(thread.schedule(ring, delay, TimeUnit.NANOSECONDS));
    }

    /** Runs something later on this thread. */
    public void after(long millis, Runnable action) {
        try {
            thread.schedule(action, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // As above.
        }
    }

    /** Takes no more events; those that are due still happen. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
