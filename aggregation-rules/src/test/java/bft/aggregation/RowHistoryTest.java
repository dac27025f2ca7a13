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

    private static float[][] single(float... values) {
        var rows = new float[values.length][];
        Arrays.setAll(rows, i -> new float[] {values[i]});
        return rows;
    }

    @Test
    void averagesOverRoundsFromZeroAndKeepsTheMeanOfWhoSendsNothing() {
        RowHistory one = RowHistory.none().averaged(0.75, single(4, 8));
        assertThat(one.sums()).isDeepEqualTo(single(1, 2));
        RowHistory two = one.averaged(0.75, new float[][] {{5}, {}});
        assertThat(two.sums()).isDeepEqualTo(single(2, 2));
        RowHistory three = two.averaged(0.75, single(Float.NaN, 2));
        assertThat(three.sums()).isDeepEqualTo(single(2, 2));
        assertThat(one.sums()).as("unchanged").isDeepEqualTo(single(1, 2));
    }

    @Test
    void theLargestRowsStayFinite() {
        RowHistory history = RowHistory.none();
        for (int round = 0; round < 500; round++) {
            history = history.averaged(0.97, single(Float.MAX_VALUE, -Float.MAX_VALUE));
        }
        assertThat(history.sums()[0][0]).isFinite().isGreaterThan(3e38f);
        assertThat(history.sums()[1][0]).isFinite().isLessThan(-3e38f);
    }

    @Test
    void forgetsSomeWorkers() {
        RowHistory all = RowHistory.none().averaged(0.5, single(2, 4, 6));
        assertThat(all.without(i -> i == 1).sums()).isDeepEqualTo(single(1, 0, 3));
        assertThat(all.without(i -> i > 2)).isSameAs(all);
        assertThat(RowHistory.none().without(i -> true).sums()).isEmpty();
    }

    @Test
    void sparseRowsHaveAMedianOnceTheyAreAveraged() {
        var random = new Random(3);
        AggregationRule median = Rules.of("median", 2);
        RowHistory history = RowHistory.none();
        int d = 50;
        float[][] sent = new float[0][];
        for (int round = 0; round < 400; round++) {
            sent = new float[7][d];
            for (float[] row : sent) {
                row[random.nextInt(d)] = d;
            }
            history = history.averaged(0.97, sent);
        }
        float[] plain = Aggregator.sequential().aggregate(median, sent, after(history)).output();
        float[] kept =
                Aggregator.sequential().aggregate(median, history.sums(), after(history)).output();
        double far = 0;
        for (int k = 0; k < d; k++) {
            assertThat(plain[k]).isZero();
            far = Math.max(far, Math.abs(kept[k] - 1));
        }
        assertThat(far).as("distance to the mean, 1 everywhere").isLessThan(0.9);
    }

    @Test
    void historyIsAPartOfARuleAndOnlyTheFirst() {
        AggregationRule rule = Rules.of("history:beta=0.9,nnm,median", 2);
        assertThat(rule.memory()).isEqualTo(0.9);
        assertThat(rule.forFaulty().apply(1).memory()).isEqualTo(0.9);
        assertThat(rule.mixings()).isEqualTo(Rules.of("nnm,median", 2).mixings());
        assertThat(rule.keepsHistory()).isTrue();
        assertThat(Rules.of("median", 2).keepsHistory()).isFalse();
        assertThat(Rules.of("foolsgold", 2).keepsHistory()).isTrue();
        assertThatThrownBy(() -> Rules.of("nnm,history,median", 1))
                .hasMessage(
                        "'nnm,history,median': history reads what workers send, so it must be the"
                                + " first part");
        assertThatThrownBy(() -> Rules.of("history,history,median", 1))
                .hasMessageContaining("must be the first part");
        assertThatThrownBy(() -> Rules.of("history,foolsgold", 1))
                .hasMessageContaining("FoolsGold[] keeps a history of its own");
        assertThatThrownBy(() -> Rules.of("history,finite-median", 1))
                .hasMessageContaining("accepts rows that are not finite");
        assertThatThrownBy(() -> Rules.of("history:beta=1,median", 1))
                .hasMessageContaining("beta must be a number in (0, 1), got '1'");
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
