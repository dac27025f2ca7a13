package bft.server.runtime;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The single thread for a job's events, with a single alarm. It is not an event loop: its deadlines
 * fire even if event loops hang.
 */
public final class EventThread implements Executor, AutoCloseable {
    private final ScheduledThreadPoolExecutor thread;
    private final LongSupplier clock;
    private Optional<ScheduledFuture<?>> alarm = Optional.empty();
    private long alarmNanos;

    /**
     * @param clock for alarms
     */
    public EventThread(LongSupplier clock) {
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("bft-job", true));
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs an event after all earlier ones; does nothing once this is closed. */
    @Override
    public void execute(Runnable event) {
        try {
            thread.execute(event);
        } catch (RejectedExecutionException e) {
            // The job is over, and later events are not needed.
        }
    }

    /**
     * Sets the alarm, replacing the earlier one. It may go off early, never late: the action must
     * check the clock and set the alarm again. On the job's thread.
     *
     * @param nanos time on the clock
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

    /** Runs an action later on this thread. */
    public void after(long millis, Runnable action) {
        try {
            thread.schedule(action, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // As above.
        }
    }

    /** Accepts no more events; queued ones still run. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
