package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers and workers on loopback, shorter than what a user sees. */
class DemoIT {
    private static final int ROUNDS = 20;

    @TempDir Path directory;

    @Test
    void meanFallsTheOthersStandAndTheAttackersAreNamed() throws Exception {
        CommandRun run =
                CommandRun.of("demo", "--seed=1", "--rounds=" + ROUNDS, "--out=" + directory);

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("phase 1 of 5", "phase 5 of 5", "verdict", "next:", "round 100");
        List<String> table = Files.readAllLines(directory.resolve("accuracy.csv"));
        assertThat(last(table, "attack-free")).isGreaterThan(0.8);
        assertThat(last(table, "mean")).isLessThan(0.3);
        for (String rule : List.of("krum", "multi-krum", "median")) {
            assertThat(last(table, rule)).as(rule).isGreaterThan(0.7);
            assertThat(table).anyMatch(row -> row.matches(rule + ",100,[0-9.]+,7 8 9"));
        }
        assertThat(directory.resolve("accuracy.svg")).isNotEmptyFile();
        assertThat(directory.resolve("accuracy.png")).isNotEmptyFile();
    }

    @Test
    void lingeringPagesAnswerAfterTheEndUntilASignal() throws Exception {
        String[] call = {"demo", "--rounds=1", "--linger", "--out=" + directory.resolve("out")};
        var bft = BftProcess.start(directory, "", List.of(), Map.of(), call);
        Path printed = directory.resolve("standard-output");
        while (!Files.readString(printed).contains("the live pages stay until Ctrl-C")) {
            assertThat(bft.process().isAlive()).as(Files.readString(printed)).isTrue();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        Matcher page =
                Pattern.compile("median +(http://127\\.0\\.0\\.1:\\d+/)")
                        .matcher(Files.readString(printed));
        assertThat(page.find()).isTrue();
        URI address = URI.create(page.group(1));
        assertThat(get(address)).contains("<title>bft</title>");
        assertThat(get(address.resolve("health"))).contains("\"state\":\"FINISHED\"");
        assertThat(bft.process().isAlive()).isTrue();
        bft.process().toHandle().destroy();
        assertThat(bft.ended().code()).isEqualTo(143);
        assertThatThrownBy(() -> get(address)).isInstanceOf(ConnectException.class);
    }

    private static String get(URI address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static double last(List<String> table, String rule) {
        String row =
                table.stream()
                        .filter(line -> line.startsWith(rule + "," + 5 * ROUNDS + ","))
                        .findFirst()
                        .orElseThrow();
        return Double.parseDouble(row.split(",")[2]);
    }
}
