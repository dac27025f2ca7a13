package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bft.server.checkpoint.StateDirectory;
import bft.server.config.CheckpointInterval;
import bft.server.config.Endpoints;
import bft.server.config.Protection;
import bft.server.config.StateSettings;
import bft.server.metrics.JobListener;
import bft.server.tls.ServerTls;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The dashboard and the alert rules ask only for what a server has. */
@Timeout(120)
class MonitoringIT {
    private static final Path FILES = Path.of("monitoring");
    private static final Pattern IN_LEGEND = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
    private static final Pattern IN_ALERT = Pattern.compile("\\$labels\\.(\\w+)");

    @TempDir private Path directory;

    /** The metrics of a job that is saved, after its first round, in which worker 3 was absent. */
    private String metrics() {
        var settings = new StateSettings(directory, CheckpointInterval.EACH_ROUND, 3, false);
        try (var state = StateDirectory.open(settings, TestServer.config(2));
                var s =
                        new TestServer(
                                TestServer.config(2), Optional.of(state), new JobListener() {})) {
            s.honestRound(2, 0);
            await(s.client(0).pull(0));
            return s.admin("/metrics");
        }
    }

    /** The metrics of a server with TLS, of which no worker knows. */
    private String metricsWithTls() throws IOException {
        var own = new TestAuthority(directory, "ca").signServer("server");
        var protection =
                new Protection(
                        Optional.of(ServerTls.open(own, Optional.empty())),
                        Optional.empty(),
                        Optional.empty(),
                        false);
        var endpoints = new Endpoints("127.0.0.1", 0, "127.0.0.1", 0, protection);
        try (var s = new TestServer(TestServer.at(endpoints, TestServer.config(2)))) {
            return s.admin("/metrics");
        }
    }

    private static Set<String> names(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().map(name -> name.group(1)).collect(Collectors.toSet());
    }

    private static List<String> dashboard(Map<String, List<Map<String, String>>> samples)
            throws IOException {
        var dashboard = new JsonObject(Files.readString(FILES.resolve("dashboard.json")));
        List<String> problems = new ArrayList<>();
        int expressions = 0;
        for (Object panel : dashboard.getJsonArray("panels")) {
            for (Object each : ((JsonObject) panel).getJsonArray("targets", new JsonArray())) {
                var target = (JsonObject) each;
                var expression = new Expression(target.getString("expr"));
                Set<String> legend = names(IN_LEGEND, target.getString("legendFormat"));
                problems.addAll(expression.problems(samples, legend));
                expressions++;
            }
        }
        for (Object each : dashboard.getJsonObject("templating").getJsonArray("list")) {
            if (((JsonObject) each).getValue("query") instanceof JsonObject query) {
                var expression = new Expression(query.getString("query"));
                problems.addAll(expression.problems(samples, Set.of()));
            }
        }
        assertThat(expressions).isGreaterThan(50);
        return problems;
    }

    private static List<String> alerts(Map<String, List<Map<String, String>>> samples)
            throws IOException {
        String text = Files.readString(FILES.resolve("alerts.yaml"));
        var load = new Load(LoadSettings.builder().build());
        @SuppressWarnings("unchecked")
        var alerts = new JsonObject((Map<String, Object>) load.loadFromString(text));
        List<String> problems = new ArrayList<>();
        int rules = 0;
        for (Object group : alerts.getJsonArray("groups")) {
            for (Object each : ((JsonObject) group).getJsonArray("rules")) {
                var rule = (JsonObject) each;
                JsonObject words = rule.getJsonObject("annotations");
                assertThat(words.fieldNames()).containsExactly("summary", "action");
                var expression = new Expression(rule.getString("expr"));
                problems.addAll(expression.problems(samples, names(IN_ALERT, words.encode())));
                rules++;
            }
        }
        assertThat(rules).isGreaterThan(15);
        return problems;
    }

    @Test
    void everyMetricAndLabelInTheFilesIsAtARunningServer() throws IOException {
        Map<String, List<Map<String, String>>> samples =
                Expression.samples(metrics() + metricsWithTls());
        assertThat(dashboard(samples)).isEmpty();
        assertThat(alerts(samples)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rate(bft_no_such_total[5m]) ; no metric bft_no_such_total",
                "sum by (color) (bft_worker_weight) ; no label color",
                "bft_worker_weight > absent_minded ; no metric absent_minded",
                "bft_refused_total{reason=\"UNHEARD_OF\"} ; no reason=\"UNHEARD_OF\"",
                "bft_connections_total{event=~\"open|odd\"} ; no event=\"odd\"",
            })
    void aWrongNameOrLabelIsFound(String text, String problem) {
        var samples =
                Expression.samples(
                        """
                        # TYPE bft_worker_weight gauge
                        bft_worker_weight{worker="0",} 1.0
                        bft_refused_total{reason="MALFORMED",} 0.0
                        bft_connections_total{event="open",} 0.0
                        """);
        assertThat(new Expression(text).problems(samples, Set.of()))
                .containsExactly(problem + " in " + text);
    }

    @Test
    void aRoundShowsInTheFiguresOfEachWorkerAndCodec() {
        Map<String, Double> samples =
                metrics()
                        .lines()
                        .filter(line -> line.startsWith("bft_"))
                        .map(line -> line.split(" (?=[^ ]*$)"))
                        .collect(
                                Collectors.toMap(
                                        words -> words[0], words -> Double.valueOf(words[1])));
        double bytes = samples.get("bft_worker_push_bytes_total{worker=\"0\",}");
        assertThat(bytes).isGreaterThan(2 * Float.BYTES);
        assertThat(samples)
                .containsEntry("bft_push_bytes_total{codec=\"float32\",}", 3 * bytes)
                .containsEntry("bft_push_bytes_total{codec=\"int8\",}", 0.0)
                .containsEntry("bft_worker_push_bytes_total{worker=\"3\",}", 0.0)
                .containsEntry("bft_worker_weight{worker=\"0\",}", 1 / 3.0)
                .containsEntry("bft_worker_weight{worker=\"3\",}", Double.NaN)
                .containsEntry("bft_round_distance_threshold", 2 * Math.sqrt(2))
                .containsEntry("bft_round_score_threshold", Double.NaN)
                .containsEntry("bft_round_quorum_seconds_count", 1.0)
                .containsEntry("bft_byzantine", 1.0);
        assertThat(samples.get("bft_pull_bytes_total{codec=\"float32\",}")).isGreaterThan(8);
        assertThat(samples.get("bft_rows_limit")).isGreaterThanOrEqualTo(TestServer.N);
        assertThat(samples.get("bft_compute_threads")).isEqualTo(3);
    }

    @Test
    void prometheusTakesTheRulesAndTheyFireAsTheyShould() throws IOException, InterruptedException {
        assumeTrue(
                isThere(System.getenv("PATH")),
                "promtool is not here (Debian: apt-get install prometheus)");
        assertThat(promtool("check", "rules", "alerts.yaml")).contains("SUCCESS");
        assertThat(promtool("test", "rules", "alerts-test.yaml")).contains("SUCCESS");
    }

    private static boolean isThere(String path) {
        return List.of(path.split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    }

    private static String promtool(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(args));
        Process process =
                new ProcessBuilder(command)
                        .directory(FILES.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
