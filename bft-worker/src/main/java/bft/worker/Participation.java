package bft.worker;

import bft.worker.client.JobEndedException;
import bft.worker.client.Model;
import bft.worker.client.ParameterClient;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Contract;
import bft.worker.wire.JobPhase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/**
 * What all worker loops share: they pull models until the job ends, count the verdicts on their
 * gradients, and leave. One call at a time.
 *
 * <p>Where the contract allows several gradients on a version, a worker whose gradient has been
 * answered goes on at once: with the newest version or, if it has that already, with another batch.
 */
public final class Participation {
    private static final long NO_VERSION = -1;

    /** After an accepted gradient there is usually a new version soon: how long to wait for it. */
    private static final int ACCEPTED_MILLIS = 100;

    /**
     * Pause between pulls, so that a worker waiting for slower ones does not poll in a tight loop.
     */
    private static final int AHEAD_MILLIS = 1_000;

    private final ParameterClient client;
    private final int attempts;
    private final Promise<WorkerReport> done = Promise.promise();
    private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
    private long accepted;
    private long version = NO_VERSION;
    private int attempt;
    private int waitMillis;

    /**
     * A worker that has not pulled yet.
     *
     * @param client has joined; stays open
     * @param contract the answer to the join
     */
    public Participation(ParameterClient client, Contract contract) {
        this.client = client;
        this.attempts = contract.transfer().attempts();
    }

    /** Completes when the worker has left; fails with the error that ended its loop. */
    public Future<WorkerReport> done() {
        return done.future();
    }

    /**
     * Waits for a model newer than the last and passes it on, unless the job has ended.
     *
     * @param next also receives the number of the worker's attempt on the model, here 0
     */
    public void pull(ObjIntConsumer<Model> next) {
        client.pull(version).onComplete(model -> pulled(model, next), this::end);
    }

    private void pulled(Model model, ObjIntConsumer<Model> next) {
        version = model.version();
        attempt = 0;
        client.endAt(model).ifPresentOrElse(this::end, () -> next.accept(model, 0));
    }

    /**
     * Passes on the next model after a gradient was answered: a newer one if there is one; else the
     * same again with its attempt number, if the contract allows one more; else as {@link #pull}.
     */
    public void goOn(Model last, ObjIntConsumer<Model> next) {
        if (attempt + 1 >= attempts) {
            pull(next);
        } else {
            client.newer(version, waitMillis)
                    .onComplete(newer -> wentOn(last, newer, next), this::end);
        }
    }

    private void wentOn(Model last, Optional<Model> newer, ObjIntConsumer<Model> next) {
        if (newer.isPresent()) {
            pulled(newer.get(), next);
        } else {
            attempt++;
            next.accept(last, attempt);
        }
    }

    /** A gradient was answered. */
    public void count(Verdict verdict) {
        if (verdict instanceof Refused refusal) {
            refused.merge(refusal.reason(), 1L, Long::sum);
            waitMillis = refusal.reason() == Refusal.TOO_FAR_AHEAD ? AHEAD_MILLIS : 0;
        } else {
            accepted++;
            waitMillis = ACCEPTED_MILLIS;
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
