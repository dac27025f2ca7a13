package bft.worker;

import bft.worker.client.JobEndedException;
import bft.worker.client.Model;
import bft.worker.client.ParameterClient;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.JobPhase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What all loops of workers share: they pull models until the job ends, count what becomes of their
 * gradients, and leave. One call at a time.
 */
public final class Participation {
    private static final long NO_VERSION = -1;

    private final ParameterClient client;
    private final Promise<WorkerReport> done = Promise.promise();
    private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
    private long accepted;
    private long version = NO_VERSION;

    /**
     * The part of a worker that has not begun.
     *
     * @param client has joined; stays open
     */
    public Participation(ParameterClient client) {
        this.client = client;
    }

    /** Comes when the worker has left; fails with what failed. */
    public Future<WorkerReport> done() {
        return done.future();
    }

    /** Waits for a model newer than the last and hands it on, unless the job has ended with it. */
    public void pull(Consumer<Model> next) {
        client.pull(version).onComplete(model -> pulled(model, next), this::end);
    }

    private void pulled(Model model, Consumer<Model> next) {
        version = model.version();
        client.endAt(model).ifPresentOrElse(this::end, () -> next.accept(model));
    }

    /** A gradient was answered. */
    public void count(Verdict verdict) {
        if (verdict instanceof Refused refusal) {
            refused.merge(refusal.reason(), 1L, Long::sum);
        } else {
            accepted++;
        }
    }

    /** Leaves, because the job has ended or something failed. */
    public void end(Throwable error) {
        if (error instanceof JobEndedException ended) {
            end(ended.state(), ended.getMessage());
        } else {
            client.leave().onComplete(left -> done.tryFail(error));
        }
    }

    private void end(JobPhase state, String message) {
        WorkerReport report = new WorkerReport(state, message, version, accepted, refused);
        client.leave().onComplete(left -> done.tryComplete(report));
    }
}
