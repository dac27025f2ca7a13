package bft.experiments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.CommandRun;
import bft.experiments.benchmark.NetworkBenchCommand.Cost;
import bft.experiments.vectors.JsonVectors;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class NetworkBenchCommandTest {
    /** Four workers, 100 bytes: a ring makes 2 (n - 1) = 6 transfers of a whole gradient. */
    @Test
    void countsBytesOfARingAndOfAServer() {
        assertThat(NetworkBenchCommand.costs(4, 100, 100, 100, 10))
                .containsExactly(
                        new Cost("ring all-reduce, a sum", 600, 150, 15),
                        new Cost("a server, any rule", 800, 400, 80));
        assertThat(NetworkBenchCommand.costs(4, 100, 25, 50, 10).get(1))
                .isEqualTo(new Cost("a server, any rule", 300, 200, 30));
    }

    @Test
    void aCodecMakesTheServersBytesFewerAndNotTheRings() throws Exception {
        JsonNode whole = costs("--codec=float32");
        JsonNode fewer = costs("--codec=int8");
        assertThat(fewer.get(0)).isEqualTo(whole.get(0));
        assertThat(fewer.get(1).get("bytes").asDouble())
                .isBetween(
                        0.6 * whole.get(1).get("bytes").asDouble(),
                        0.65 * whole.get(1).get("bytes").asDouble());
    }

    private static JsonNode costs(String option) throws Exception {
        CommandRun run = CommandRun.of("bench", "network", "--dimension=10000", "--json", option);
        assertThat(run.code()).as(run.err()).isZero();
        return JsonVectors.MAPPER.readTree(run.out());
    }

    @Test
    void refusesOneWorker() {
        CommandRun run = CommandRun.of("bench", "network", "--workers=1");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("needs --workers >= 2");
    }
}
