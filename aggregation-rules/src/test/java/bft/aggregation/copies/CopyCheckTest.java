package bft.aggregation.copies;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CopyCheckTest {
    private static final int N = 9;
    private static final int F = 2;
    private static final int D = 1_000;
    private static final List<Integer> ALL = IntStream.range(0, N).boxed().toList();

    private final Random random = Seeds.random(7);

    private float[] gaussian() {
        var row = new float[D];
        for (int k = 0; k < D; k++) {
            row[k] = (float) random.nextGaussian();
        }
        return row;
    }

    /** What workers with data of one kind send: a common direction and as much noise. */
    private float[][] honest() {
        float[] common = gaussian();
        var rows = new float[N][];
        Arrays.setAll(rows, i -> plus(common, gaussian(), 1));
        return rows;
    }

    private static float[] plus(float[] row, float[] other, double factor) {
        var sum = new float[row.length];
        for (int k = 0; k < sum.length; k++) {
            sum[k] = (float) (row[k] + factor * other[k]);
        }
        return sum;
    }

    private static float[] times(double factor, float[] row) {
        return plus(new float[row.length], row, factor);
    }

    /** The largest values only, of as many coordinates as a top-k codec sends of 5 %. */
    private static float[] sparse(float[] row) {
        float[] sizes = row.clone();
        for (int k = 0; k < sizes.length; k++) {
            sizes[k] = Math.abs(sizes[k]);
        }
        Arrays.sort(sizes);
        float least = sizes[sizes.length - D / 20];
        float[] kept = row.clone();
        for (int k = 0; k < kept.length; k++) {
            kept[k] = Math.abs(kept[k]) < least ? 0 : kept[k];
        }
        return kept;
    }

    private static SortedMap<Integer, String> found(float[][]... rounds) {
        CopyCheck check = CopyCheck.of(N, F, 1);
        for (int round = 0; round < rounds.length - 1; round++) {
            check = check.look(round, ALL, rounds[round]).next();
        }
        int last = rounds.length - 1;
        return check.look(last, ALL, rounds[last]).evidence();
    }

    @Test
    void twoWorkersThatShareOneComputationAreBothNamed() {
        float[][] rows = honest();
        rows[7] = plus(rows[3], gaussian(), 0.02);
        assertThat(found(rows).keySet()).containsExactly(3, 7);
        assertThat(found(rows).get(7))
                .startsWith("1.00 times the gradient of round 0 of worker 3, 0.01");
    }

    @Test
    void anOlderGradientOfItsOwnIsFoundWhateverItsFactor() {
        float[][] first = honest();
        float[][] third = honest();
        third[5] = times(-0.5, first[5]);
        assertThat(found(first, honest(), third).keySet()).containsExactly(5);
        assertThat(found(first, honest(), third).get(5))
                .startsWith("0.500 times its own gradient of round 0,");
    }

    @Test
    void whoSendsWhatAnotherSentBeforeIsNamedAlone() {
        float[][] first = honest();
        float[][] second = honest();
        second[4] = first[6];
        assertThat(found(first, second).keySet()).containsExactly(4);
        assertThat(found(first, second).get(4)).contains("of round 0 of worker 6");
    }

    @Test
    void theSameChoiceOfCoordinatesIsFoundUnderOtherValues() {
        float[][] rows = honest();
        Arrays.setAll(rows, i -> sparse(rows[i]));
        for (int k = 0; k < D; k++) {
            rows[8][k] = rows[1][k] * (0.5f + random.nextFloat());
        }
        assertThat(found(rows).keySet()).containsExactly(1, 8);
        assertThat(found(rows).get(8))
                .startsWith("the coordinates of the gradient of round 0 of worker 1, 0.0 apart");
    }

    @Test
    void honestWorkersAreNotNamed() {
        CopyCheck check = CopyCheck.of(N, F, 1);
        for (int round = 0; round < 50; round++) {
            float[][] rows = honest();
            if (round % 2 == 1) {
                Arrays.setAll(rows, i -> sparse(rows[i]));
            }
            CopyCheck.Findings findings = check.look(round, ALL, rows);
            assertThat(findings.evidence()).as("round %s", round).isEmpty();
            check = findings.next();
        }
    }

    @Test
    void nobodyIsNamedWhereEverybodyComputesTheSame() {
        float[] one = gaussian();
        var rows = new float[N][];
        Arrays.fill(rows, one);
        assertThat(found(rows, rows)).isEmpty();
    }

    @Test
    void slowChangeOfAllIsNoRepetition() {
        float[][] first = honest();
        var second = new float[N][];
        Arrays.setAll(second, i -> plus(first[i], gaussian(), 0.01));
        assertThat(found(first, second)).isEmpty();
    }

    @Test
    void aStreamOfSingleGradientsIsComparedWithTheLastOfEachWorker() {
        CopyCheck check = CopyCheck.of(N, F, 1);
        float[][] rows = honest();
        rows[2] = rows[0];
        List<Integer> named = new ArrayList<>();
        for (int worker : List.of(0, 1, 3, 4, 5, 6, 7, 8, 2)) {
            var one = new float[][] {rows[worker]};
            CopyCheck.Findings findings = check.look(worker, List.of(worker), one);
            named.addAll(findings.evidence().keySet());
            check = findings.next();
        }
        assertThat(named).containsExactly(2);
    }

    @Test
    void rowsThatAreNotFiniteOrOfNobodyTakeNoPart() {
        float[][] rows = honest();
        rows[0] = new float[D];
        rows[1] = times(Double.NaN, rows[1]);
        rows[2] = rows[3];
        List<Integer> senders = new ArrayList<>(ALL);
        senders.set(2, -1);
        assertThat(CopyCheck.of(N, F, 1).look(0, senders, rows).evidence()).isEmpty();
    }

    @Test
    void goesOnFromASnapshotAsIfItHadNeverStopped() {
        float[][] first = honest();
        CopyCheck check = CopyCheck.of(N, F, 1).look(0, ALL, first).next();
        check = check.look(1, ALL, honest()).next();
        CopyCheck restored = CopyCheck.of(N, F, 1).restored(check.snapshot(), D);
        float[][] third = honest();
        third[5] = first[5];
        assertThat(restored.look(2, ALL, third).evidence())
                .containsOnlyKeys(5)
                .isEqualTo(check.look(2, ALL, third).evidence());
    }
}
