package bft.server.runtime;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import io.vertx.core.Context;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches from its own thread whether the process and its event loops run: ticks the clock,
 * measures how long an event waits for each loop, and reports a dead loop.
 */
public final class LoopWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopWatch.class);
    private static final double[] LAG = {
        0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 10
    };
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ServerClock clock;
    private final Histogram lag;
    private final Counter stopped;
    private final Consumer<String> onDeath;
    private final List<Probe> probes = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("bft-clock", true));

    /**
     * @param onDeath receives the reason when an event loop no longer handles events
     */
    public LoopWatch(ServerClock clock, CollectorRegistry registry, Consumer<String> onDeath) {
        this.clock = clock;
        this.onDeath = onDeath;
        this.lag =
                Histogram.build(
                                "bft_event_loop_lag_seconds",
                                "Time that an event waits until its event loop handles it.")
                        .buckets(LAG)
                        .register(registry);
        this.stopped =
                Counter.build(
                                "bft_stopped_seconds_total",
                                "Time for which the process was stopped; deadlines do not count it.")
                        .register(registry);
    }

    /** Starts the thread. */
    public void start() {
        long millis = ServerClock.TICK_MILLIS;
        thread.scheduleWithFixedDelay(this::tick, millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Also watches the event loop of a context, and treats running out of memory there as the
     * loop's death.
     */
    public void add(Context context) {
        probes.add(new Probe(context));
        context.exceptionHandler(
                error -> {
                    LOG.error("an event failed", error);
                    if (error instanceof OutOfMemoryError) {
                        onDeath.accept("out of memory: " + error.getMessage());
                    }
                });
    }

    /** One round of checks; called by the thread, or by a test with its own clock. */
    void tick() {
        long lost = clock.tick();
        if (lost > 0) {
            double seconds = lost / 1e9;
            stopped.inc(seconds);
            LOG.warn(
                    "the process was stopped for {} s: deadlines move by that time",
                    Math.round(seconds * 1_000) / 1e3);
        }
        probes.forEach(Probe::send);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Sends one event at a time through a loop. */
    private final class Probe {
        private final Context context;
        private long sent;
        private boolean isUnderWay;
        private boolean isDead;

        Probe(Context context) {
            this.context = context;
        }

        synchronized void send() {
            long now = clock.getAsLong();
            if (isUnderWay) {
                checkAlive(now);
                return;
            }
            isUnderWay = true;
            sent = now;
            try {
                context.runOnContext(handled -> returned());
            } catch (RejectedExecutionException e) {
                dead("it accepts no more events");
            }
        }

        private synchronized void returned() {
            lag.observe((clock.getAsLong() - sent) / 1e9);
            isUnderWay = false;
        }

        private void checkAlive(long now) {
            if (now - sent > DEAD_NANOS) {
                dead("it has handled no event for %s s".formatted(DEAD_NANOS / 1_000_000_000));
            }
        }

        private void dead(String why) {
            if (!isDead) {
                isDead = true;
                onDeath.accept("an event loop is dead: " + why);
            }
        }
    }
}
