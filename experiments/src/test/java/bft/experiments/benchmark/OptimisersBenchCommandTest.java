package bft.experiments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.CommandRun;
import bft.experiments.vectors.JsonVectors;
import bft.server.optimiser.Optimisers;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimisersBenchCommandTest {
    private static CommandRun bench(String options) {
        return CommandRun.of(("bench optimisers " + options).split(" "));
    }

    @Test
    void everyOptimiserIsALineForEachSize() throws Exception {
        CommandRun run =
                bench("--optimiser sgd adam shampoo:block=2 --dimension 4,21 --repeats 2 --json");
        assertThat(run.code()).as(run.err()).isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            lines.add(JsonVectors.MAPPER.readTree(line));
        }
        assertThat(lines)
                .extracting(l -> l.get("optimiser").asText() + " " + l.get("d").asInt())
                .containsExactly(
                        "sgd 4",
                        "adam 4",
                        "shampoo:block=2 4",
                        "sgd 21",
                        "adam 21",
                        "shampoo:block=2 21");
        assertThat(lines).extracting(l -> l.get("slots").asInt()).startsWith(0, 2, 4);
        for (JsonNode line : lines) {
            assertThat(line.get("bench").asText()).isEqualTo("optimiser");
            assertThat(line.get("copy_ratio").asDouble()).isPositive();
            double median = line.get("ms_median").asDouble();
            assertThat(line.get("ms_min").asDouble()).isPositive().isLessThanOrEqualTo(median);
            assertThat(line.get("ms_max").asDouble()).isGreaterThanOrEqualTo(median);
            // It makes new parameters and new slots.
            long made = 4L * line.get("d").asInt() * (1 + line.get("slots").asInt());
            assertThat(line.get("bytes_per_call").asLong()).isGreaterThanOrEqualTo(made / 2);
        }
    }

    @Test
    void aTableOfAtMostAHundredColumnsEndsEachRowWithTheOptimiser() {
        CommandRun run = bench("--optimiser lion lamb:decay=0 --dimension 50 --repeats 1");
        assertThat(run.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThan(101));
        assertThat(run.out()).startsWith("d=50: copying d floats takes ");
        assertThat(run.out()).containsPattern("x copy.*\\n.* lion\\n.* lamb:decay=0\\n");
    }

    @Test
    void withoutANameAllAreMeasured() {
        List<String> specs = Optimisers.registry().names();
        assertThat(specs).allMatch(spec -> OptimisersBench.optimiser(spec, 10).slots(10) >= 0);
        assertThat(OptimisersBench.layout(10)).hasToString("matrix=3x3,vector=1");
        assertThat(OptimisersBench.layout(9)).hasToString("matrix=3x3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--dimension 3             | --dimension must be at least 4, got 3",
                "--repeats 0       | --repeats must be 1 to 100000, got 0",
                "--optimiser magic | no optimiser 'magic'; there are sgd",
                "--dimension 2000000000    | GB: lower --dimension, name fewer, or start java with a larger -Xmx",
            })
    void whatCannotBeMeasuredIsSaid(String options, String message) {
        CommandRun run = bench(options);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }
}
