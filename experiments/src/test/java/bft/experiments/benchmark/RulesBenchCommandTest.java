package bft.experiments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.CommandRun;
import bft.experiments.vectors.JsonVectors;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesBenchCommandTest {
    private static final List<String> FIRST_KEYS =
            List.of(
                    "bench",
                    "peer",
                    "rule",
                    "n",
                    "f",
                    "d",
                    "threads",
                    "ms_min",
                    "ms_median",
                    "ms_max");

    private static CommandRun bench(String options) {
        return CommandRun.of(("bench rules " + options).split(" "));
    }

    private static List<JsonNode> lines(CommandRun run) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            lines.add(JsonVectors.MAPPER.readTree(line));
        }
        return lines;
    }

    @Test
    void everyCombinationIsALineThatBeginsWithTheKeysThatPeersShare() throws Exception {
        CommandRun run =
                bench(
                        "--rule mean multi-krum:m=2 --workers 7,9 --dimension 5 --threads 2 --repeats 2 --json");
        assertThat(run.code()).isZero();
        List<JsonNode> lines = lines(run);
        assertThat(lines).hasSize(4);
        for (JsonNode line : lines) {
            List<String> keys = new ArrayList<>();
            line.fieldNames().forEachRemaining(keys::add);
            assertThat(keys.subList(0, FIRST_KEYS.size())).isEqualTo(FIRST_KEYS);
            assertThat(keys)
                    .contains("gb_s", "read_ratio", "mean_ratio", "bytes_per_call", "kernels");
            assertThat(line.get("bench").asText()).isEqualTo("rule");
            assertThat(line.get("peer").asText()).isEqualTo("bft");
            assertThat(line.get("ms_min").asDouble())
                    .isPositive()
                    .isLessThanOrEqualTo(line.get("ms_median").asDouble());
            assertThat(line.get("ms_median").asDouble())
                    .isLessThanOrEqualTo(line.get("ms_max").asDouble());
        }
        assertThat(lines.get(3).get("rule").asText()).isEqualTo("multi-krum:m=2");
        assertThat(lines.get(3).get("n").asInt()).isEqualTo(9);
        assertThat(lines.get(3).get("f").asInt()).isEqualTo(1);
    }

    @Test
    void distancesAreMeasuredAndNamedWhereTheyAreAskedFor() throws Exception {
        String options = "--rule mean --workers 6 --dimension 3 --threads 1 --repeats 1 ";
        assertThat(bench(options + "--distances").out()).contains("; distances\n");
        assertThat(lines(bench(options + "--distances --json")).get(0).get("distances").asBoolean())
                .isTrue();
        assertThat(lines(bench(options + "--json")).get(0).get("distances").asBoolean()).isFalse();
    }

    @Test
    void aRuleThatTheNumbersRuleOutIsSkippedWithTheInequality() throws Exception {
        CommandRun run =
                bench("--rule krum --workers 6 --byzantine 2 --dimension 3 --repeats 1 --json");
        assertThat(run.code()).isZero();
        JsonNode line = lines(run).get(0);
        assertThat(line.get("bench").asText()).isEqualTo("skipped");
        assertThat(line.get("reason").asText()).contains("n >= 2f+3", "n=6", "f=2");
    }

    @Test
    void withoutFEachRuleTakesTheMostItAdmitsUpToAFifth() {
        // Krum needs 2f+3 rows: with 5 rows f can be 1, with 4 only 0.
        assertThat(bench("--rule krum --workers 5 --dimension 3 --repeats 1 --json").out())
                .contains("\"f\":1");
        assertThat(bench("--rule krum --workers 4 --dimension 3 --repeats 1 --json").out())
                .contains("\"f\":0");
    }

    @Test
    void theTableNamesTheKernelsAndFitsAHundredColumns() {
        CommandRun run =
                bench(
                        "--rule mean krum --workers 6 --byzantine 2 --dimension 3 --threads 1 --repeats 1 --plain");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThan(101));
        assertThat(run.out())
                .contains("kernels: plain", "JDK " + Runtime.version(), "x read", " mean\n")
                .contains("skipped: krum needs n >= 2f+3, got n=6, f=2");
    }

    @ParameterizedTest
    @CsvSource({
        "--workers 0, --workers must be at least 1",
        "--dimension -1, --dimension must be at least 1",
        "--byzantine -1, --byzantine must be at least 0",
        "--threads 0, --threads must be 1 to",
        "--repeats 0, --repeats must be 1 to",
        "--workers many, many",
        "--rule no-such-rule, no-such-rule",
        "--workers 2000000000 --dimension 2000000000, the heap of",
        "--n 7, '--n, --f and --d are called --workers, --byzantine and --dimension now'",
        "--f=1, are called --workers",
        "--verbose, --verbose"
    })
    void whatCannotBeMeasuredIsRefusedInOneLine(String options, String named) {
        CommandRun run = bench(options);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(named);
        assertThat(run.err().lines()).hasSize(1);
    }
}
