package bft.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.engine.Aggregation;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.engine.Decision;
import bft.aggregation.engine.Measured;
import bft.aggregation.engine.RowReport;
import bft.aggregation.rules.Rules;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.SnapshotFiles;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowHistoryTest {
    private static final AggregationRule RULE = Rules.of("foolsgold", 0);
    private static final int N = 6;
    private static final int D = 5000;

    private static float[][] rows(long seed) {
        var random = new Random(seed);
        var rows = new float[N][D];
        for (float[] row : rows) {
            for (int k = 0; k < D; k++) {
                row[k] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    private static float[] weights(Aggregation result) {
        var weights = new float[result.rows().size()];
        result.rows().forEach(report -> weights[report.row()] = (float) report.weight());
        return weights;
    }

    private static RoundContext after(RowHistory history) {
        return RoundContext.first(0).withHistory(history);
    }

    /** Rows 0 and 1 share a direction, each hidden in its own noise. */
    private static float[][] sybils(long seed) {
        float[][] rows = rows(seed);
        float[] push = rows(-1)[0];
        for (int i = 0; i < 2; i++) {
            for (int k = 0; k < D; k++) {
                rows[i][k] += 0.2f * push[k];
            }
        }
        return rows;
    }

    @Test
    void sybilsThatHideInEachRoundShowOverManyRounds() {
        RowHistory history = RowHistory.none();
        for (int round = 0; round < 60; round++) {
            history = history.plus(sybils(round));
        }
        float[] alone =
                weights(
                        Aggregator.sequential()
                                .aggregate(RULE, sybils(60), after(RowHistory.none())));
        float[] looking =
                weights(Aggregator.sequential().aggregate(RULE, sybils(60), after(history)));
        assertThat(alone[0]).isEqualTo(1);
        assertThat(looking[0]).isLessThan(0.2f);
        assertThat(looking[1]).isLessThan(0.2f);
        assertThat(looking[2]).isEqualTo(1);
    }

    @Test
    void theSumsWeighTheRowsOfThisRound() {
        RowHistory history = RowHistory.none().plus(rows(1)).plus(rows(2));
        float[][] now = rows(3);
        float[] expected =
                weights(
                        Aggregator.sequential()
                                .aggregate(RULE, history.plus(now).sums(), RoundContext.first(0)));
        Aggregator aggregator = Aggregator.sequential().withDistances();
        Aggregation result = aggregator.aggregate(RULE, now, after(history));
        assertThat(weights(result)).isEqualTo(expected);
        for (int k = 0; k < D; k++) {
            double sum = 0;
            for (int i = 0; i < N; i++) {
                sum += (double) expected[i] * now[i][k];
            }
            assertThat((double) result.output()[k]).isCloseTo(sum, within(1e-5));
        }
        for (RowReport row : result.rows()) {
            double distance = Math.sqrt(NaiveRules.squared(now[row.row()], result.output()));
            assertThat(row.distance()).isCloseTo(distance, within(1e-4 * distance));
        }
    }

    @Test
    void shardsComeToTheSameBits() {
        RowHistory history = RowHistory.none().plus(rows(4)).plus(rows(5));
        float[][] now = rows(6);
        Aggregation whole = Aggregator.sequential().aggregate(RULE, now, after(history));
        int cut = 3001;
        Measured sum = part(now, history, 0, cut).plus(part(now, history, cut, D));
        Decision decision = Aggregator.decide(RULE, sum, D, RoundContext.first(0));
        var output = new float[D];
        for (int[] range : new int[][] {{0, cut}, {cut, D}}) {
            float[] part =
                    Aggregator.sequential()
                            .apply(decision, range(now, range), RoundContext.first(0))
                            .output();
            System.arraycopy(part, 0, output, range[0], part.length);
        }
        assertThat(Arrays.equals(output, whole.output())).isTrue();
    }

    private static Measured part(float[][] rows, RowHistory history, int from, int to) {
        return Aggregator.sequential()
                .measure(RULE, range(rows, from, to), from, after(history.range(from, to)));
    }

    private static float[][] range(float[][] rows, int... range) {
        return Arrays.stream(rows)
                .map(row -> Arrays.copyOfRange(row, range[0], range[1]))
                .toArray(float[][]::new);
    }

    @Test
    void aRowThatIsNotFiniteLeavesNoTraceAndTakesNoPart() {
        RowHistory history = RowHistory.none().plus(rows(7));
        float[][] now = rows(8);
        now[2][17] = Float.NaN;
        now[3] = new float[0];
        RowHistory next = history.plus(now);
        assertThat(next.sums()[2]).isEqualTo(history.sums()[2]);
        assertThat(next.sums()[3]).isEqualTo(history.sums()[3]);
        assertThat(next.sums()[4][17]).isEqualTo(history.sums()[4][17] + now[4][17]);
        now[3] = new float[D];
        Aggregator aggregator = Aggregator.sequential().withDistances();
        Aggregation result = aggregator.aggregate(RULE, now, after(history));
        assertThat(result.rows().get(2).excluded()).contains("non-finite");
        assertThat(result.rows().get(1).excluded()).isEmpty();
    }

    @Test
    void sumsStayWithinFloatsRange() {
        float[][] most = {{Float.MAX_VALUE, -Float.MAX_VALUE}};
        RowHistory history = RowHistory.none().plus(most).plus(most).plus(most);
        assertThat(history.sums()[0]).containsExactly(Float.MAX_VALUE, -Float.MAX_VALUE);
    }

    @Test
    void onlyRowsWithAGradientGetANewSum() {
        RowHistory history = RowHistory.none().plus(rows(1));
        float[] before = history.sums()[0].clone();
        float[][] now = rows(2);
        now[3] = new float[0];
        now[4][5] = Float.POSITIVE_INFINITY;
        RowHistory next = history.plus(now);
        for (int i = 0; i < N; i++) {
            assertThat(next.sums()[i] == history.sums()[i])
                    .as("row %d", i)
                    .isEqualTo(i == 3 || i == 4);
        }
        assertThat(history.sums()[0]).isEqualTo(before);
    }

    @Test
    void aSnapshotGivesItBackWithoutACopy() {
        RowHistory history = RowHistory.none().plus(rows(9));
        RowHistory same = RowHistory.restore(history.snapshot(), N, D);
        assertThat(same.sums()[2]).isSameAs(history.sums()[2]);
        Snapshot read = SnapshotFiles.copy(history.snapshot());
        assertThat(RowHistory.restore(read, N, D).sums()).isDeepEqualTo(history.sums());
        assertThat(RowHistory.restore(RowHistory.none().snapshot(), N, D).sums()).isEmpty();
    }

    @Test
    void aSnapshotOfSomethingElseIsRefused() {
        Snapshot saved = RowHistory.none().plus(rows(9)).snapshot();
        assertThatThrownBy(() -> RowHistory.restore(saved, N + 1, D))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row-history.sums has 6 vectors, need 7");
        assertThatThrownBy(() -> RowHistory.restore(saved, N, D + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row-history.sums[0] has 5000 coordinates, need 5001");
        Snapshot empty = SnapshotFiles.changed(saved, "sums", new float[N][0]);
        assertThatThrownBy(() -> RowHistory.restore(empty, N, D))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row-history.sums[0] is empty, need 5000 coordinates");
    }

    @Test
    void refusesAHistoryOfOtherRowsAndAPositionAfterAnotherMixing() {
        RowHistory history = RowHistory.none().plus(rows(1));
        assertThatThrownBy(() -> history.plus(new float[2][D]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the history has 6 rows, the round has 2");
        assertThatThrownBy(() -> history.plus(new float[N][3]))
                .hasMessage("the history has 5000 coordinates, a row has 3");
        assertThatThrownBy(() -> Rules.of("nnm,foolsgold", 1))
                .hasMessageContaining("must be the first part");
    }
}
