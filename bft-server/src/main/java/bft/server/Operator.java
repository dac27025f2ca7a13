package bft.server;

import bft.server.config.ServerConfig;
import bft.server.core.StepTools;
import bft.server.membership.Change;
import bft.server.web.AdminServer;
import bft.server.wire.PushPullService;
import bft.server.wire.Traffic;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** What the operator of a job sees and changes; from any thread. */
record Operator(
        ServerConfig config,
        JobRunner runner,
        CredentialWatch credentials,
        PushPullService service,
        CollectorRegistry registry)
        implements AdminServer.Source {
    /** What the live page shows of the job, and where its workers are. */
    Future<JsonObject> state() {
        return runner.ask(JobReport::page)
                .map(job -> job.put("traffic", traffic(service.traffic())).put("stages", stages()));
    }

    /** Seconds that each stage of all steps has taken. */
    private JsonObject stages() {
        var stages = new JsonObject();
        String[] label = {"stage"};
        for (StepTools.Stage stage : StepTools.Stage.values()) {
            String name = stage.name().toLowerCase(Locale.ROOT);
            stages.put(
                    name,
                    registry.getSampleValue("bft_step_seconds_sum", label, new String[] {name}));
        }
        return stages;
    }

    private static JsonArray traffic(Traffic traffic) {
        var workers = new JsonArray();
        for (int worker = 0; worker < traffic.workers(); worker++) {
            workers.add(
                    new JsonArray()
                            .add(traffic.addressOf(worker).orElse(""))
                            .add(traffic.pushed().of(worker))
                            .add(traffic.pulled().of(worker)));
        }
        return workers;
    }

    @Override
    public Future<AdminServer.Health> health() {
        return runner.ask(JobReport::health)
                .map(job -> job.with("credentials", credentials.health()));
    }

    @Override
    public Future<JsonArray> members() {
        return runner.ask(report -> report.members(runner.now()));
    }

    @Override
    public Future<Optional<String>> change(String who, String text) {
        Optional<Change> change = Change.named(text);
        if (change.isEmpty()) {
            return Future.succeededFuture(
                    Optional.of("change must be quarantine, remove or readmit, got " + text));
        }
        OptionalInt worker = config.authenticator().worker(who);
        if (worker.isEmpty()) {
            return Future.succeededFuture(
                    Optional.of(
                            "worker must be in [0, %s], or a name that is enrolled, or both for the same worker, got %s"
                                    .formatted(config.job().n() - 1, who)));
        }
        return runner.ask(report -> runner.change(worker.getAsInt(), change.get()));
    }

    @Override
    public void stopByOperator() {
        runner.suspend(ParameterServer.STOPPED_BY_OPERATOR);
    }
}
