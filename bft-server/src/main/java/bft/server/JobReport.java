package bft.server;

import bft.server.checkpoint.Outbox;
import bft.server.config.ServerConfig;
import bft.server.core.Job;
import bft.server.core.JobEnd;
import bft.server.core.JobSettings;
import bft.server.membership.Member;
import bft.server.metrics.Guarantee;
import bft.server.metrics.JobListener;
import bft.server.metrics.RoundJson;
import bft.server.session.Authenticator;
import bft.server.session.Caller;
import bft.server.web.AdminServer;
import bft.worker.codec.Codecs;
import bft.worker.wire.Contract;
import bft.worker.wire.Incarnation;
import bft.worker.wire.JobPhase;
import bft.worker.wire.Protocol;
import bft.worker.wire.ServerStatus;
import bft.worker.wire.Transfer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * What the server reports about a job to workers and to the operator.
 *
 * @param incarnation of this server
 * @param version the newest that workers may have
 * @param end how the job ended, once workers may be notified
 * @param listeners add what they know
 */
record JobReport(
        ServerConfig config,
        Job job,
        Incarnation incarnation,
        long version,
        Optional<JobEnd> end,
        Outbox outbox,
        List<JobListener> listeners) {
    Contract contract(Caller caller) {
        JobSettings settings = config.job();
        return new Contract(
                config.name(),
                caller.isObserver() ? Contract.OBSERVER : caller.worker(),
                settings.n(),
                settings.f(),
                job.dimension(),
                config.task(),
                new Transfer(
                        Protocol.CHUNK_BYTES,
                        config.wire().codecs(),
                        Codecs.OF_MODELS,
                        settings.attempts()),
                settings.training().seed(),
                settings.training().rounds(),
                caller.isObserver() ? 0 : job.lastSequence(caller.worker()),
                incarnation);
    }

    ServerStatus status() {
        JobSettings settings = config.job();
        return new ServerStatus(
                config.name(),
                phase(),
                version,
                settings.training().rounds(),
                settings.n(),
                settings.f(),
                job.connectedWorkers(),
                job.distrusted(),
                message(),
                Optional.of(guarantee()));
    }

    private ServerStatus.Guarantee guarantee() {
        Guarantee now = job.guarantee();
        return new ServerStatus.Guarantee(
                now.tolerance().tolerated(),
                now.tolerance().n(),
                now.tolerance().toString(),
                job.excluded(),
                now.variance().toString());
    }

    JobPhase phase() {
        JobPhase open = job.hasBegun() ? JobPhase.RUNNING : JobPhase.WAITING;
        return end.map(how -> how.isFinished() ? JobPhase.FINISHED : JobPhase.FAILED).orElse(open);
    }

    String message() {
        int quorum = job.quorumToBegin();
        return phase() == JobPhase.WAITING
                ? "%s of at least %s workers joined".formatted(job.connectedWorkers(), quorum)
                : end.map(JobEnd::message).orElse("");
    }

    AdminServer.Health health() {
        ServerStatus status = status();
        Guarantee now = job.guarantee();
        var details =
                new JsonObject()
                        .put("job", status.job())
                        .put("state", status.state().name())
                        .put("version", status.version())
                        .put("rounds", config.job().training().rounds())
                        .put("connected", status.connected())
                        .put("message", status.message())
                        .put("steps", config.job().howStepsAreMade())
                        .put("distrusted", json(status.distrusted()))
                        .put("promise", now.tolerance().toString())
                        .put("tolerance", RoundJson.toJson(now.tolerance()))
                        .put("excluded", json(job.excluded()))
                        .put("variance_to_norm", RoundJson.toJson(now.variance()))
                        .put("reported", RoundJson.toJson(job.reported()));
        outbox.health().ifPresent(state -> details.put("checkpoints", state));
        listeners.forEach(listener -> listener.health(details));
        return new AdminServer.Health(status.state() != JobPhase.FAILED, details);
    }

    /** Every worker's place, for the operator. */
    JsonArray members(long now) {
        var members = new JsonArray();
        Authenticator names = config.authenticator();
        for (int worker = 0; worker < config.job().n(); worker++) {
            Member member = job.member(worker, now);
            var json =
                    new JsonObject()
                            .put("worker", worker)
                            .put("names", names.names(worker))
                            .put("standing", member.standing().toString())
                            .put("connected", job.isConnected(worker))
                            .put("faults", member.faults())
                            .put("reason", member.reason());
            names.owner(worker).ifPresent(owner -> json.put("owner", owner));
            member.returnNanos().ifPresent(nanos -> json.put("returns_in_seconds", nanos / 1e9));
            members.add(json);
        }
        return members;
    }

    private static JsonObject json(SortedMap<Integer, String> reasons) {
        var json = new JsonObject();
        reasons.forEach((worker, why) -> json.put("" + worker, why));
        return json;
    }

    /** The health of the job with its settings, for the live page. */
    JsonObject page() {
        return health().details()
                .put("workers", config.job().n())
                .put("byzantine", config.job().f())
                .put("away", away())
                .put("settings", settings());
    }

    /** Who is not connected. */
    private JsonArray away() {
        var away = new JsonArray();
        IntStream.range(0, config.job().n())
                .filter(worker -> !job.isConnected(worker))
                .forEach(away::add);
        return away;
    }

    private JsonObject settings() {
        JobSettings settings = config.job();
        return new JsonObject()
                .put("rule", settings.rule().toString())
                .put("mode", settings.howStepsAreMade())
                .put("quorum", settings.quorum() + " of " + settings.n())
                .put("optimiser", settings.training().optimiser().toString())
                .put("learning rate", settings.training().optimiser().rate().toString())
                .put("parameters", job.dimension() + "")
                .put("codecs", Codecs.names(config.wire().codecs()))
                .put("seed", settings.training().seed() + "");
    }
}
