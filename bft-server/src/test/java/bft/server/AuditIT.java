package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.Seeds;
import bft.server.audit.RoundExplanation;
import bft.server.audit.RoundExplanation.Push;
import bft.server.audit.Verification;
import bft.server.recording.RecordedGradients;
import bft.worker.client.GrpcClient;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The audit log of a server process. */
@Timeout(300)
class AuditIT {
    private static final int WORKERS = 4;
    private static final int D = 1_000;

    @TempDir Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final List<GrpcClient> clients = new ArrayList<>();
    private Path log;

    @AfterEach
    void end() {
        clients.forEach(GrpcClient::close);
        await(vertx.close());
    }

    /** Worker 3 sends ten times what worker 2 sends; the others have some noise of their own. */
    private ServerRun run(Optional<String> fileLimit, String... more) throws Exception {
        log = directory.resolve("audit");
        List<String> flags = new ArrayList<>(List.of(more));
        flags.addAll(List.of("--workers", "" + WORKERS, "--byzantine", "1", "--rule", "median"));
        flags.addAll(List.of("--quorum", "4", "--rounds", "30", "--dimension", "" + D));
        flags.addAll(List.of("--schedule", "0.01", "--audit-log", log.toString()));
        var server = new ServerRun(directory, flags.toArray(String[]::new));
        fileLimit.ifPresent(
                limit -> {
                    String limited = "ulimit -f " + limit + "; exec \"$@\"";
                    server.before.addAll(List.of("bash", "-c", limited, "limited"));
                    server.jvm.add("-XX:-UsePerfData");
                });
        server.startAndListen();
        var models = new ConcurrentHashMap<Long, float[]>();
        List<LedgerWorker> workers = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            float scale = worker == 3 ? 10 : 1;
            int noise = Math.min(worker, 2);
            clients.add(server.client(vertx, worker));
            workers.add(
                    new LedgerWorker(
                            worker,
                            clients.get(worker),
                            models,
                            model -> gradient(model.parameters(), noise, scale)));
            workers.get(worker).start();
        }
        for (LedgerWorker worker : workers) {
            worker.end().get(100, TimeUnit.SECONDS);
        }
        return server;
    }

    private static float[] gradient(float[] model, int noise, float scale) {
        var random = Seeds.random(noise);
        var gradient = new float[D];
        for (int k = 0; k < D; k++) {
            gradient[k] = scale * (model[k] - 1 + 0.1f * (float) random.nextGaussian());
        }
        return gradient;
    }

    @Test
    void aFullDiskStopsNoRoundAndIsSaidAndTheLinesBeforePass() throws Exception {
        try (ServerRun server = run(Optional.of("20"))) {
            assertThat(server.exitCode()).as(server.log()).isEqualTo(4);
            assertThat(server.log())
                    .contains("audit log: rounds are lost: ", "File too large")
                    .containsPattern("not written in full: audit log: \\d+ rounds are not in it");
        }
        Verification.Result result = Verification.of(log, Optional.empty());
        assertThat(result.failure()).isEmpty();
        assertThat(result.rounds()).isBetween(1L, 29L);
        assertThat(result.isOpen()).isTrue();
    }

    @Test
    void aFullDiskEndsTheJobIfSoAsked() throws Exception {
        try (ServerRun server = run(Optional.of("20"), "--on-audit-error", "stop")) {
            assertThat(server.exitCode()).as(server.log()).isEqualTo(4);
            assertThat(server.log()).contains("ended early: the audit log cannot be written: ");
        }
    }

    @Test
    void aGradientIsExplainedByLogAndRecording() throws Exception {
        Path recording = directory.resolve("record");
        try (ServerRun server =
                run(Optional.empty(), "--record", "" + recording, "--check-copies")) {
            assertThat(server.exitCode()).as(server.log()).isZero();
        }
        assertThat(Verification.of(log, Optional.empty()).failure()).isEmpty();
        RoundExplanation explanation = RoundExplanation.of(log, 5, 3);
        Map<Push, float[]> data = RecordedGradients.of(recording, explanation.pushes());
        assertThat(data).hasSize(WORKERS);
        assertThat(String.join("\n", explanation.text(data)))
                .contains("Round 5 of job job made version 6 from the gradients of 4 workers")
                .contains("rule median, mode bsp", "It tolerated 1 faulty ones.")
                .contains("on version 5 (0 versions old) was accepted.")
                .contains("Its distance to the aggregate is ")
                .containsPattern("Its nearest neighbours are worker \\d at [0-9.]+, worker ")
                .contains("It is nearly a copy, which did not change its weight: 10.0 times the")
                .contains("gradient of round 5 of worker 2, ")
                .contains("It is distrusted: distance ");
        assertExplainedForPrograms(explanation.text(data), recording);
        assertVerifiedForPrograms();
    }

    private void assertExplainedForPrograms(List<String> text, Path recording) {
        String[] call = {"explain", "" + log, "--round=5", "--worker=3", "--json"};
        JsonObject plain = OperatorsCommand.run(call).json();
        assertThat(plain.getJsonArray("neighbours")).isEmpty();
        assertThat(plain.getJsonObject("job").getString("rule")).isEqualTo("median");
        assertThat(plain.getJsonArray("gradients")).hasSize(1);
        assertThat(plain.getJsonArray("gradients").getJsonObject(0).getDouble("accepted")).isOne();
        assertThat(plain.getJsonObject("report").getDouble("distance"))
                .isGreaterThan(plain.getDouble("distance_threshold"));
        assertThat(plain.getString("distrusted")).startsWith("distance ");
        String[] more = Arrays.copyOf(call, call.length + 1);
        more[call.length] = "--record=" + recording;
        JsonObject full = OperatorsCommand.run(more).json();
        assertThat(full.getJsonArray("text")).isEqualTo(new JsonArray(text));
        assertThat(full.getJsonArray("neighbours"))
                .extracting(one -> ((JsonObject) one).getDouble("distance"))
                .hasSize(WORKERS - 1)
                .isSorted();
        assertThat(OperatorsCommand.run("explain", "" + log, "--round=99", "--worker=3", "--json"))
                .isEqualTo(new OperatorsCommand(2, ""));
    }

    private void assertVerifiedForPrograms() throws Exception {
        var whole = OperatorsCommand.run("verify", "" + log, "--json");
        assertThat(whole.code()).isZero();
        JsonObject said = whole.json();
        assertThat(said.getValue("failure")).isNull();
        assertThat(said.getInteger("rounds")).isEqualTo(30);
        assertThat(said.getInteger("missing_rounds")).isZero();
        assertThat(said.getBoolean("open")).isFalse();
        assertThat(said.getBoolean("signatures_checked")).isFalse();
        String text = Files.readString(log);
        Files.writeString(log, text.replaceFirst("\"norm\":", "\"norm\": "));
        var changed = OperatorsCommand.run("verify", "" + log, "--json");
        assertThat(changed.code()).isEqualTo(4);
        assertThat(changed.json().getString("failure")).contains("line ");
    }
}
