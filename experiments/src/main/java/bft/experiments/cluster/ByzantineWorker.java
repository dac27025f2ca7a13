package bft.experiments.cluster;

import bft.aggregation.admission.Contribution;
import bft.attacks.behaviour.Behaviours;
import bft.attacks.behaviour.Misbehaviour;
import bft.attacks.behaviour.Plan;
import bft.attacks.behaviour.Sending;
import bft.attacks.behaviour.Turn;
import bft.experiments.run.ColludingWorkers;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunSettings;
import bft.worker.Participation;
import bft.worker.WorkerReport;
import bft.worker.client.Model;
import bft.worker.client.ParameterClient;
import bft.worker.config.SettingList;
import bft.worker.settings.WorkerSettings;
import bft.worker.training.Draw;
import bft.worker.training.GradientSource;
import bft.worker.wire.Contract;
import bft.worker.wire.Draws;
import bft.worker.wire.Figure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/**
 * The loop of a worker that misbehaves: it pulls a model newer than the last, or makes another
 * attempt at the same one, and carries out a plan, until the job ends. It sends its gradients one
 * after the other, each after its delay and after the answer to the previous one. It counts the
 * answers; a failed push changes nothing.
 */
public final class ByzantineWorker {
    /** The settings that its process gets. */
    public static final SettingList SETTINGS =
            RunSettings.ALL.and(WorkerSettings.SERVER_ADDRESS, WorkerSettings.TOKEN_FILE);

    private final Vertx vertx;
    private final ParameterClient client;
    private final Contract contract;
    private final BiFunction<Model, Integer, Plan> plans;
    private final SortedMap<Figure, Double> claims;
    private final Participation part;

    private ByzantineWorker(
            Vertx vertx,
            ParameterClient client,
            Contract contract,
            BiFunction<Model, Integer, Plan> plans,
            SortedMap<Figure, Double> claims) {
        this.vertx = vertx;
        this.client = client;
        this.contract = contract;
        this.plans = plans;
        this.claims = claims;
        this.part = new Participation(client, contract);
    }

    /**
     * Takes part in the job until it ends, then leaves.
     *
     * @param client has joined; stays open
     * @param contract the answer to the join
     * @param plans the plan for a model and an attempt on it, computed outside the network's
     *     threads
     * @return fails if the server cannot be reached any more or a plan fails
     */
    public static Future<WorkerReport> run(
            Vertx vertx,
            ParameterClient client,
            Contract contract,
            BiFunction<Model, Integer, Plan> plans) {
        return run(vertx, client, contract, plans, new TreeMap<>());
    }

    /**
     * The same.
     *
     * @param claims what it says of each gradient
     */
    public static Future<WorkerReport> run(
            Vertx vertx,
            ParameterClient client,
            Contract contract,
            BiFunction<Model, Integer, Plan> plans,
            SortedMap<Figure, Double> claims) {
        var worker = new ByzantineWorker(vertx, client, contract, plans, claims);
        worker.part.pull(worker::pulled);
        return worker.part.done();
    }

    /** The plan of a worker for each model that it receives; it remembers earlier models. */
    public static BiFunction<Model, Integer, Plan> plans(LoadedRun loaded, int worker) {
        return plans(loaded, worker, Behaviours.of(loaded.config().population().behaviour()));
    }

    /** The same with another behaviour, which belongs to this worker. */
    public static BiFunction<Model, Integer, Plan> plans(
            LoadedRun loaded, int worker, Misbehaviour misbehaviour) {
        var colluders = new ColludingWorkers(loaded);
        GradientSource clean = loaded.source(worker);
        var turns = new AtomicLong();
        return (model, attempt) -> {
            long turn = turns.getAndIncrement();
            var draw = new Draw(Draws.of(model.version(), attempt), turn);
            float[] parameters = model.parameters();
            float[] own = clean.gradientAt(draw, parameters);
            float[] forged = colluders.row(worker, draw, parameters);
            return misbehaviour.answer(new Turn(turn, model.version(), parameters, own, forged));
        };
    }

    private void pulled(Model model, int attempt) {
        long began = System.nanoTime();
        vertx.executeBlocking(() -> plans.apply(model, attempt))
                .compose(plan -> carryOut(plan, began, attempt).map(plan))
                .onComplete(plan -> goOn(model, plan), part::end);
    }

    /** A worker that sent nothing has used no attempt. */
    private void goOn(Model model, Plan plan) {
        if (plan.sendings().isEmpty()) {
            part.pull(this::pulled);
        } else {
            part.goOn(model, this::pulled);
        }
    }

    private Future<Void> carryOut(Plan plan, long began, int attempt) {
        Future<Void> sent = Future.succeededFuture();
        for (Sending sending : plan.sendings()) {
            sent = sent.compose(before -> send(sending, began, attempt));
        }
        return plan.absenceNanos() == 0
                ? sent
                : sent.compose(before -> client.leave().otherwiseEmpty())
                        .compose(left -> pause(plan.absenceNanos()))
                        .compose(before -> client.join())
                        .mapEmpty();
    }

    private Future<Void> send(Sending sending, long began, int attempt) {
        var contribution =
                new Contribution(contract.worker(), sending.baseVersion(), sending.gradient());
        return pause(sending.delayNanos() - (System.nanoTime() - began))
                .compose(due -> client.push(contribution, attempt, claims))
                .onSuccess(part::count)
                .transform(answered -> Future.<Void>succeededFuture());
    }

    private Future<Void> pause(long nanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        return millis < 1 ? Future.succeededFuture() : vertx.timer(millis).mapEmpty();
    }
}
