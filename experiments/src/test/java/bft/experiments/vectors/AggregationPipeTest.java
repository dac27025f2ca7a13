package bft.experiments.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregationPipeTest {
    private final ByteArrayOutputStream requests = new ByteArrayOutputStream();
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
    private ByteBuffer unread = ByteBuffer.allocate(0);

    private void line(String line) {
        requests.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void request(String rule, int f, float[]... rows) {
        request(7, rule, f, rows);
    }

    private void request(long seed, String rule, int f, float[]... rows) {
        line(
                "{\"rule\": \"%s\", \"f\": %s, \"n\": %s, \"d\": %s, \"seed\": %s}"
                        .formatted(rule, f, rows.length, rows[0].length, seed));
        for (float[] row : rows) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * row.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(row);
            requests.writeBytes(bytes.array());
        }
    }

    private void serve() throws IOException {
        var in = new ByteArrayInputStream(requests.toByteArray());
        try {
            new AggregationPipe(Aggregator.sequential(), in, answers).serve();
        } finally {
            unread = ByteBuffer.wrap(answers.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private JsonNode head() throws IOException {
        var line = new ByteArrayOutputStream();
        for (byte next = unread.get(); next != '\n'; next = unread.get()) {
            line.write(next);
        }
        return JsonVectors.MAPPER.readTree(line.toByteArray());
    }

    private float[] aggregate() throws IOException {
        float[] values = new float[head().get("d").intValue()];
        for (int k = 0; k < values.length; k++) {
            values[k] = unread.getFloat();
        }
        return values;
    }

    private static float[][] rows(int n, int d, long seed) {
        var random = new Random(seed);
        var rows = new float[n][d];
        for (float[] row : rows) {
            for (int k = 0; k < d; k++) {
                row[k] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    @Test
    void answersOneAfterTheOther() throws Exception {
        float[][] large = rows(3, 600_000, 1);
        request("mean", 0, new float[] {1, 2}, new float[] {3, 6});
        request("median", 1, large);
        request("mean", 0, new float[] {5});
        serve();
        assertThat(aggregate()).containsExactly(2, 4);
        float[] median = aggregate();
        assertThat(median).hasSize(600_000);
        float[] last = {large[0][599_999], large[1][599_999], large[2][599_999]};
        Arrays.sort(last);
        assertThat(median[599_999]).isEqualTo(last[1]);
        assertThat(aggregate()).containsExactly(5);
        assertThat(unread.hasRemaining()).isFalse();
    }

    @Test
    void saysWhatBecameOfTheRows() throws Exception {
        request("median", 1, new float[] {1}, new float[] {Float.NaN}, new float[] {3});
        serve();
        JsonNode head = head();
        assertThat(head.get("left_out")).hasToString("[1]");
        assertThat(head.get("reasons").get(0).textValue()).contains("non-finite");
        assertThat(head.get("weights")).hasSize(3);
    }

    @Test
    void eachCallDrawsWithItsOwnSeed() throws Exception {
        float[][] rows = rows(9, 3, 1);
        String name = "bucketing:s=2,median";
        request(7, name, 1, rows);
        request(8, name, 1, rows);
        serve();
        var rule = Rules.of(name, 1);
        Aggregator aggregator = Aggregator.sequential();
        float[] one = aggregator.aggregate(rule, rows, RoundContext.first(7)).output();
        float[] two = aggregator.aggregate(rule, rows, new RoundContext(1, one, 8)).output();
        float[] same = aggregator.aggregate(rule, rows, new RoundContext(1, one, 7)).output();
        assertThat(two).isNotEqualTo(same);
        assertThat(aggregate()).isEqualTo(one);
        assertThat(aggregate()).isEqualTo(two);
    }

    /** Centred clipping starts at the last aggregate, FoolsGold sums what each worker sent. */
    @ParameterizedTest
    @ValueSource(strings = {"centered-clipping:tau=1,iterations=1", "foolsgold"})
    void callsInARowAreTheRoundsOfOneJob(String name) throws Exception {
        float[][] first = rows(5, 4, 1);
        float[][] second = rows(5, 4, 2);
        request(name, 1, first);
        request(name, 1, second);
        request("mean", 0, first);
        request(name, 1, second);
        serve();
        Aggregator aggregator = Aggregator.sequential();
        var rule = Rules.of(name, 1);
        RoundContext round = RoundContext.first(7);
        float[] one = aggregator.aggregate(rule, first, round).output();
        var next = new RoundContext(1, one, 7).withHistory(round.history().plus(first));
        float[] two = aggregator.aggregate(rule, second, next).output();
        float[] alone = aggregator.aggregate(rule, second, round).output();
        assertThat(two).isNotEqualTo(alone);
        assertThat(aggregate()).isEqualTo(one);
        assertThat(aggregate()).isEqualTo(two);
        aggregate();
        assertThat(aggregate()).isEqualTo(alone);
    }

    @Test
    void runningMeansAreKeptFromCallToCall() throws Exception {
        request("history:beta=0.75,median", 1, new float[] {4}, new float[] {8}, new float[] {12});
        float[] none = {Float.NaN};
        request("history:beta=0.75,median", 1, new float[] {4}, none, new float[] {0});
        serve();
        // Means from 0: (1, 2, 3), then (1.75, -, 2.25).
        assertThat(aggregate()).containsExactly(2);
        JsonNode head = head();
        assertThat(head.get("left_out")).hasToString("[1]");
        assertThat(unread.getFloat()).isEqualTo(2);
    }

    @Test
    void aRequestThatCannotBeAnsweredCostsItselfOnly() throws Exception {
        request("krumm", 1, new float[] {1}, new float[] {2});
        request("krum", 1, new float[] {1}, new float[] {2});
        request("mean", 0, new float[] {Float.NaN});
        request("mean", 0, new float[] {1});
        serve();
        assertThat(head().get("error").textValue()).contains("krumm", "krum");
        assertThat(head().get("error").textValue()).contains("got n=2, f=1");
        assertThat(head().get("error").textValue()).contains("finite");
        assertThat(aggregate()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rule\": \"mean\", \"f\": 0, \"n\": 0, \"d\": 1}",
                "{\"rule\": \"mean\", \"f\": 0, \"n\": 1, \"d\": -1}",
                "{\"rule\": \"mean\", \"f\": 0, \"n\": 100000, \"d\": 100000}",
                "{\"rule\": \"mean\", \"f\": 0, \"n\": 3000000000, \"d\": 1}",
                "{\"rule\": \"mean\", \"f\": 0, \"n\": 1}",
                "{\"rule\": \"mean\", \"f\": 0, \"n\": 1, \"d\": 1, \"m\": 1}",
                "{\"rule\": null, \"f\": 0, \"n\": 1, \"d\": 1}",
                "null",
                "{",
                ""
            })
    void endsWhereTheNextRequestCannotBeFound(String line) throws Exception {
        line(line);
        request("mean", 0, new float[] {1});
        assertThatThrownBy(this::serve).isInstanceOf(IllegalArgumentException.class);
        assertThat(head().get("error").textValue()).isNotBlank();
        assertThat(unread.hasRemaining()).isFalse();
    }

    @Test
    void refusesAnEndlessLine() throws Exception {
        line("x".repeat(1 << 17));
        assertThatThrownBy(this::serve).hasMessageContaining("65536 bytes");
        assertThat(head().get("error").textValue()).contains("65536 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 60})
    void saysThatTheRequestsEndWithinOne(int missing) {
        request("mean", 0, new float[] {1, 2}, new float[] {3, 4}, new float[] {3, 4});
        byte[] all = requests.toByteArray();
        requests.reset();
        requests.write(all, 0, all.length - missing);
        assertThatThrownBy(this::serve).isInstanceOf(EOFException.class);
    }
}
