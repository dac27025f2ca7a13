package bft.server.runtime;

import bft.aggregation.engine.Aggregator;
import bft.server.core.StepTools;
import bft.server.core.Work;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that compute for a job: one that runs the work, and others that aggregate parts of
 * it.
 */
public final class ComputePool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ComputePool.class);

    private final ThreadPoolExecutor work = pool("bft-work", 1);
    private final ThreadPoolExecutor parts;
    private final StepTools tools;

    /**
     * @param threads number of threads that aggregate
     */
    public ComputePool(int threads, CollectorRegistry registry) {
        parts = pool("bft-aggregate", threads);
        tools =
                new StepTools(
                        new Aggregator(parts, threads).withDistances(),
                        UnaryOperator.identity(),
                        new StageSeconds(registry));
        gauge(
                registry,
                "bft_compute_threads_busy",
                "Threads that compute a part of a step now.",
                () -> work.getActiveCount() + parts.getActiveCount());
        gauge(
                registry,
                "bft_compute_threads",
                "Threads for steps: one that runs them, and those that aggregate parts.",
                () -> work.getCorePoolSize() + parts.getCorePoolSize());
    }

    private static void gauge(
            CollectorRegistry registry, String name, String help, IntSupplier value) {
        Gauge.build(name, help)
                .create()
                .setChild(
                        new Gauge.Child() {
                            @Override
                            public double get() {
                                return value.getAsInt();
                            }
                        })
                .register(registry);
    }

    private static ThreadPoolExecutor pool(String name, int threads) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory(name, true));
    }

    /** Runs some work, and reports the outcome on its thread. */
    public void run(Work asked, Consumer<Work.Done> done, Consumer<Throwable> failed) {
        work.execute(
                () -> {
                    try {
                        done.accept(asked.run(tools));
                    } catch (RuntimeException | Error e) {
                        LOG.error("an internal error of the server ends the job", e);
                        failed.accept(e);
                    }
                });
    }

    @Override
    public void close() {
        work.shutdown();
        parts.shutdown();
    }
}
