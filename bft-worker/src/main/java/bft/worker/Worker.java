package bft.worker;

import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import bft.worker.client.JobEndedException;
import bft.worker.client.Model;
import bft.worker.client.ParameterClient;
import bft.worker.wire.Contract;
import bft.worker.wire.JobState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of a worker: pull a model newer than the last, compute, push, until the job ends. A
 * refused gradient is counted and the loop goes on; the next model is another chance. It is the
 * same loop whether the server collects rounds or judges gradients one by one: a server makes do
 * with one gradient a worker and version, and a second on the same batch would be the same. So a
 * worker waits where there is nothing newer, and never asks in a tight loop.
 *
 * <p>What is pushed is whatever the given function returns, which is how an attacker takes part.
 * Memory: one model and one gradient.
 */
public final class Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final long NO_VERSION = -1;

    private final ParameterClient client;
    private final Contract contract;
    private final Function<Model, float[]> gradient;
    private final Executor compute;
    private final Promise<WorkerReport> done = Promise.promise();
    private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
    private long accepted;
    private long version = NO_VERSION;

    private Worker(
            ParameterClient client,
            Contract contract,
            Function<Model, float[]> gradient,
            Executor compute) {
        this.client = client;
        this.contract = contract;
        this.gradient = gradient;
        this.compute = compute;
    }

    /**
     * Takes part in the job until it ends, then leaves.
     *
     * @param client has joined; stays open
     * @param contract what the join gave, of a worker and not an observer
     * @param gradient what to push for a model; its argument is not to be modified. Runs on the
     *     executor, one call at a time
     * @param compute runs the function, off the network's threads
     * @return fails with what failed: the function, or a {@link bft.worker.client.CallException}
     * @throws IllegalArgumentException if the contract is an observer's
     */
    public static Future<WorkerReport> run(
            ParameterClient client,
            Contract contract,
            Function<Model, float[]> gradient,
            Executor compute) {
        if (contract.isObserver()) {
            throw new IllegalArgumentException("an observer has no gradient to push");
        }
        Worker worker = new Worker(client, contract, gradient, compute);
        worker.pull();
        return worker.done.future();
    }

    private void pull() {
        client.pull(version).onComplete(this::pulled, this::end);
    }

    private void pulled(Model model) {
        version = model.version();
        if (version >= contract.finalVersion()) {
            end(JobState.FINISHED, "the job finished at version " + version);
            return;
        }
        try {
            compute.execute(() -> computeAndPush(model));
        } catch (RuntimeException rejected) {
            end(rejected);
        }
    }

    private void computeAndPush(Model model) {
        try {
            float[] pushed = gradient.apply(model);
            client.push(new Contribution(contract.worker(), model.version(), pushed))
                    .onComplete(this::judged, this::end);
        } catch (RuntimeException | Error e) {
            end(e);
        }
    }

    private void judged(Verdict verdict) {
        if (verdict instanceof Refused refusal) {
            refused.merge(refusal.reason(), 1L, Long::sum);
            LOG.info("version {} refused: {}", version, refusal);
        } else {
            accepted++;
            LOG.debug("version {} accepted", version);
        }
        pull();
    }

    private void end(Throwable error) {
        if (error instanceof JobEndedException ended) {
            end(ended.state(), ended.getMessage());
        } else {
            client.leave().onComplete(left -> done.tryFail(error));
        }
    }

    private void end(JobState state, String message) {
        WorkerReport report = new WorkerReport(state, message, version, accepted, refused);
        client.leave().onComplete(left -> done.tryComplete(report));
    }
}
