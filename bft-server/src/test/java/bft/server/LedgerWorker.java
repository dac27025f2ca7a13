package bft.server;

import static bft.server.TestServer.await;

import bft.aggregation.admission.Contribution;
import bft.worker.client.GrpcClient;
import bft.worker.client.JobEndedException;
import bft.worker.client.Model;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A worker on a thread of its own that writes down what the server has acknowledged. */
final class LedgerWorker {
    /** Base versions of the gradients that the server said it took. */
    final List<Long> acknowledged = new CopyOnWriteArrayList<>();

    /** Every model that was seen, by version: the server may show no other of that version. */
    final ConcurrentHashMap<Long, float[]> models;

    final AtomicLong seen = new AtomicLong(-1);

    /** How often a version that was told turned out to be lost. */
    final AtomicLong lost = new AtomicLong();

    private final int worker;
    private final GrpcClient client;
    private final Function<Model, float[]> gradient;
    private final CompletableFuture<String> end = new CompletableFuture<>();

    LedgerWorker(
            int worker,
            GrpcClient client,
            ConcurrentHashMap<Long, float[]> models,
            Function<Model, float[]> gradient) {
        this.worker = worker;
        this.client = client;
        this.models = models;
        this.gradient = gradient;
    }

    void start() {
        Thread thread = new Thread(this::run, "ledger-" + worker);
        thread.setDaemon(true);
        thread.start();
    }

    /** How the job ended for this worker. */
    CompletableFuture<String> end() {
        return end;
    }

    private void run() {
        try {
            long version = -1;
            while (true) {
                Model model = await(client.pull(version));
                version = model.version();
                seen.accumulateAndGet(version, Math::max);
                models.merge(version, model.parameters(), LedgerWorker::same);
                if (client.endAt(model).isPresent()) {
                    end.complete("finished");
                    return;
                }
                push(model);
            }
        } catch (JobEndedException ended) {
            end.complete(ended.getMessage());
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    private static float[] same(float[] before, float[] now) {
        if (!Arrays.equals(before, now)) {
            throw new IllegalStateException("another model under a version that was seen before");
        }
        return before;
    }

    private void push(Model model) {
        Verdict verdict =
                await(
                        client.push(
                                new Contribution(worker, model.version(), gradient.apply(model))));
        if (verdict instanceof Accepted) {
            acknowledged.add(model.version());
        } else if (((Refused) verdict).reason() == Refusal.FUTURE_VERSION) {
            lost.incrementAndGet();
        }
    }
}
