package bft.server.runtime;

import bft.server.config.ModelOutput;
import bft.server.model.NpyFile;
import bft.worker.client.Model;
import bft.worker.config.OneLine;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes models to files on its own thread. While one is being written, the newest due model waits;
 * an older waiting one is skipped, which is counted and logged. The last model of a job is always
 * written.
 */
public final class ModelWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelWriter.class);

    private final ModelOutput output;
    private final Counter skipped;
    private final Counter failed;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(new DefaultThreadFactory("bft-models", true));
    private final AtomicLong lost = new AtomicLong();
    private Optional<Model> waiting = Optional.empty();
    private boolean busy;

    public ModelWriter(ModelOutput output, CollectorRegistry registry) {
        this.output = output;
        this.skipped =
                Counter.build(
                                "bft_models_skipped_total",
                                "Models that were due but skipped, because the disk was too slow.")
                        .register(registry);
        this.failed =
                Counter.build("bft_models_failed_total", "Models that could not be written.")
                        .register(registry);
    }

    /** A version was published; it is written if it is due. */
    public synchronized void published(Model model) {
        if (!output.isDue(model.version())) {
            return;
        }
        waiting.ifPresent(this::skip);
        waiting = Optional.of(model);
        if (!busy) {
            busy = true;
            thread.execute(this::writeWaiting);
        }
    }

    /** Writes the last version after the one being written, replacing a waiting one. */
    public synchronized Future<Void> last(Model model) {
        waiting.filter(other -> other.version() != model.version()).ifPresent(this::skip);
        waiting = Optional.empty();
        Promise<Void> written = Promise.promise();
        thread.execute(
                () -> {
                    try {
                        write(model);
                        written.complete();
                    } catch (IOException | RuntimeException e) {
                        failed.inc();
                        written.fail(e);
                    }
                });
        return written.future();
    }

    /** How many due models were not written. */
    public long lost() {
        return lost.get();
    }

    private void skip(Model model) {
        skipped.inc();
        lost.incrementAndGet();
        LOG.warn(
                "model of version {} not written: the one before it was still being written",
                model.version());
    }

    private void writeWaiting() {
        for (Optional<Model> next = next(); next.isPresent(); next = next()) {
            try {
                write(next.get());
            } catch (IOException | RuntimeException e) {
                failed.inc();
                lost.incrementAndGet();
                LOG.warn(
                        "model of version {} not written: {}", next.get().version(), OneLine.of(e));
            }
        }
    }

    private synchronized Optional<Model> next() {
        Optional<Model> next = waiting;
        waiting = Optional.empty();
        busy = next.isPresent();
        return next;
    }

    private void write(Model model) throws IOException {
        Optional<Path> file = output.fileOf(model.version());
        if (file.isPresent()) {
            NpyFile.write(file.get(), model.parameters());
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
