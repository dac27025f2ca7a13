package bft.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.worker.data.Dataset;
import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import bft.worker.wire.Draws;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchesTest {
    private static final Dataset DATA =
            new Dataset(
                    new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
                    new int[] {0, 1, 0, 1, 0, 1, 0, 1, 0, 1},
                    1,
                    2);
    private static final int[] ROWS = {2, 3, 5, 7};

    private static Batches batches(String sampling, long seed, int worker) {
        return Batches.of(sampling, new Share(DATA, ROWS, worker), 6, seed);
    }

    private static Batches drawn(long seed, int worker) {
        return batches("with-replacement", seed, worker);
    }

    @Test
    void aRestartedWorkerComputesTheSameGradient() {
        GradientFunction model = Models.of("softmax", 1, 2);
        float[] parameters = {0.1f, 0.2f, 0.3f, 0.4f};
        var first = new BatchGradients(model, drawn(1, 2));
        first.gradientAt(Draw.of(40), parameters);
        float[] gradient = first.gradientAt(Draw.of(41), parameters);
        assertThat(new BatchGradients(model, drawn(1, 2)).gradientAt(Draw.of(41), parameters))
                .containsExactly(gradient)
                .isNotSameAs(gradient);
    }

    @Test
    void drawsWithReplacementFromItsOwnRowsOnly() {
        assertThat(Arrays.stream(rows(drawn(1, 0), 50)).distinct().sorted().toArray())
                .containsExactly(ROWS);
        assertThat(drawn(1, 0).at(Draw.of(0)).rows()).hasSize(6);
    }

    @Test
    void reshuffledRowsAllComeBeforeAnyComesAgain() {
        int[] rows = rows(batches("reshuffled", 1, 0), 20);
        for (int epoch = 0; epoch < 30; epoch++) {
            assertThat(Arrays.copyOfRange(rows, 4 * epoch, 4 * epoch + 4))
                    .as("epoch %d", epoch)
                    .containsExactlyInAnyOrder(ROWS);
        }
        assertThat(Arrays.copyOf(rows, 4)).isNotEqualTo(Arrays.copyOfRange(rows, 4, 8));
    }

    @Test
    void aWorkerThatMissesRoundsSkipsNoReshuffledRow() {
        Batches batches = batches("reshuffled", 1, 0);
        int[] versions = {0, 1, 5, 9, 10, 70};
        int[] rows =
                IntStream.range(0, versions.length)
                        .mapToObj(k -> batches.at(new Draw(versions[k], k)).rows())
                        .flatMapToInt(Arrays::stream)
                        .toArray();
        assertThat(rows).containsExactly(rows(batches("reshuffled", 1, 0), versions.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"with-replacement", "reshuffled"})
    void batchesGrowByTheFactorUpToTheMost(String sampling) {
        Batches batches = batches(sampling + ":factor=2,every=3,most=20", 1, 0);
        assertThat(IntStream.range(0, 9).map(k -> batches.at(Draw.of(k)).size()))
                .containsExactly(6, 6, 6, 12, 12, 12, 20, 20, 20);
    }

    @Test
    void whileTheBatchGrowsEachRowComesOnceAnEpochAsWell() {
        int[] rows = rows(batches("reshuffled:factor=1.5,every=2,most=16", 1, 0), 12);
        assertThat(rows).hasSize(2 * (6 + 9 + 14) + 6 * 16);
        for (int epoch = 0; epoch < rows.length / 4; epoch++) {
            assertThat(Arrays.copyOfRange(rows, 4 * epoch, 4 * epoch + 4))
                    .as("epoch %d", epoch)
                    .containsExactlyInAnyOrder(ROWS);
        }
    }

    @Test
    void reshuffledBatchesDoNotDependOnTheOrderOfQuestions() {
        Batches batches = batches("reshuffled", 1, 0);
        batches.at(Draw.of(9));
        assertThat(batches.at(Draw.of(3)).rows())
                .containsExactly(batches("reshuffled", 1, 0).at(Draw.of(3)).rows());
    }

    @ParameterizedTest
    @ValueSource(strings = {"with-replacement", "reshuffled"})
    void seedWorkerAndVersionEachChangeTheBatch(String sampling) {
        int[] rows = batches(sampling, 1, 2).at(Draw.of(3)).rows();
        assertThat(batches(sampling, 2, 2).at(Draw.of(3)).rows()).isNotEqualTo(rows);
        assertThat(batches(sampling, 1, 3).at(Draw.of(3)).rows()).isNotEqualTo(rows);
        assertThat(batches(sampling, 1, 2).at(Draw.of(4)).rows()).isNotEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"with-replacement", "reshuffled"})
    void eachAttemptOnAVersionHasABatchOfItsOwn(String sampling) {
        assertThat(Draws.of(7, 0)).isEqualTo(7);
        assertThat(Draws.version(Draws.of(7, 1_023))).isEqualTo(7);
        Batches batches = batches(sampling, 1, 2);
        int[] second = batches.at(Draw.of(Draws.of(3, 1))).rows();
        assertThat(second).isNotEqualTo(batches.at(Draw.of(3)).rows());
        assertThat(second).isNotEqualTo(batches.at(Draw.of(Draws.of(3, 2))).rows());
        assertThat(second).isNotEqualTo(batches.at(Draw.of(Draws.of(4, 1))).rows());
        assertThat(batches(sampling, 1, 2).at(Draw.of(Draws.of(3, 1))).rows())
                .containsExactly(second);
        // With a million local steps the number of a batch leaves the range of long.
        assertThat(batches.at(Draw.of(Draws.of(1L << 31, 1_023) * 1_000_000)).rows()).hasSize(6);
    }

    @Test
    void refusesNoRowsAndWhatIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Share(DATA, new int[0], 4))
                .withMessage("worker 4 has no rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batches.check("reshuffled", 0))
                .withMessage("batch must be in [1, 65536], got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batches.check("reshuffled", 65_537))
                .withMessage("batch must be in [1, 65536], got 65537");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batches.check("fair", 1))
                .withMessage("no sampling 'fair'; there are with-replacement, reshuffled");
    }

    private static int[] rows(Batches batches, int versions) {
        return IntStream.range(0, versions)
                .flatMap(version -> Arrays.stream(batches.at(Draw.of(version)).rows()))
                .toArray();
    }
}
