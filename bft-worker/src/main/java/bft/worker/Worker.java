package bft.worker;

import bft.aggregation.admission.Contribution;
import bft.spec.BadArgument;
import bft.worker.client.Computation;
import bft.worker.client.Model;
import bft.worker.client.ParameterClient;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Contract;
import io.vertx.core.Future;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of a worker: pull a model newer than the last, compute, push, until the job ends. A
 * refused gradient is counted and the loop goes on; the next model is another chance. The loop is
 * the same whether the server collects rounds or filters gradients one by one. Where the contract
 * allows one gradient per worker and version, the worker waits until there is a newer version;
 * where it allows several, it goes on with the same model and another batch.
 *
 * <p>The loop pushes what the given function returns; an attacker takes part by another function.
 * Memory: one model and one gradient.
 */
public final class Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final ParameterClient client;
    private final Contract contract;
    private final Computation gradient;
    private final Executor compute;
    private final Participation part;

    private Worker(
            ParameterClient client, Contract contract, Computation gradient, Executor compute) {
        this.client = client;
        this.contract = contract;
        this.gradient = gradient;
        this.compute = compute;
        this.part = new Participation(client, contract);
    }

    /**
     * Takes part in the job until it ends, then leaves.
     *
     * @param client has joined; stays open
     * @param contract the answer to the join, of a worker and not an observer
     * @param gradient what to push for a model. Runs on the executor, one call at a time
     * @param compute runs the function, off the network's threads
     * @return fails with the function's error or a {@link bft.worker.client.CallException}
     * @throws IllegalArgumentException if the contract is an observer's
     */
    public static Future<WorkerReport> run(
            ParameterClient client, Contract contract, Computation gradient, Executor compute) {
        BadArgument.when(contract.isObserver()).because("an observer has no gradient to push");
        Worker worker = new Worker(client, contract, gradient, compute);
        worker.part.pull(worker::pulled);
        return worker.part.done();
    }

    private void pulled(Model model, int attempt) {
        try {
            compute.execute(() -> computeAndPush(model, attempt));
        } catch (RuntimeException rejected) {
            part.end(rejected);
        }
    }

    private void computeAndPush(Model model, int attempt) {
        try {
            float[] pushed = gradient.gradient(model, attempt);
            if (pushed.length == 0) {
                LOG.debug("version {}: nothing to push", model.version());
                part.pull(this::pulled);
                return;
            }
            var contribution = new Contribution(contract.worker(), model.version(), pushed);
            client.push(contribution, attempt, gradient.figures())
                    .onComplete(verdict -> answered(model, verdict), part::end);
        } catch (RuntimeException | Error e) {
            part.end(e);
        }
    }

    private void answered(Model model, Verdict verdict) {
        part.count(verdict);
        if (verdict instanceof Refused refusal) {
            LOG.info("version {} refused: {}", model.version(), refusal);
        } else {
            LOG.debug("version {} accepted", model.version());
        }
        part.goOn(model, this::pulled);
    }
}
