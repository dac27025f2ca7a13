package bft.server.runtime;

import bft.aggregation.engine.Aggregator;
import bft.server.core.StepTools;
import bft.server.core.Work;
import io.prometheus.client.CollectorRegistry;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that compute for a job: one that runs the work, and others that aggregate parts of
 * it.
 */
public final class ComputePool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ComputePool.class);

    private final ExecutorService work = pool("bft-work", 1);
    private final ExecutorService parts;
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
    }

    private static ExecutorService pool(String name, int threads) {
        var number = new AtomicInteger();
        return Executors.newFixedThreadPool(
                threads,
                part -> {
                    var daemon = new Thread(part, name + "-" + number.incrementAndGet());
                    daemon.setDaemon(true);
                    return daemon;
                });
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
