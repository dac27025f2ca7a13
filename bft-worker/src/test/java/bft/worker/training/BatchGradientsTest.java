package bft.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.worker.data.Dataset;
import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BatchGradientsTest {
    private static final Dataset DATA =
            new Dataset(
                    new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
                    new int[] {0, 1, 0, 1, 0, 1, 0, 1, 0, 1},
                    1,
                    2);
    private static final int[] ROWS = {2, 3, 5, 7};
    private final GradientFunction model = Models.of("softmax", 1, 2);

    private BatchGradients source(long seed, int worker) {
        return new BatchGradients(model, DATA, ROWS, 6, seed, worker);
    }

    @Test
    void aRestartedWorkerComputesTheSameGradient() {
        float[] parameters = {0.1f, 0.2f, 0.3f, 0.4f};
        BatchGradients first = source(1, 2);
        first.gradientAt(40, parameters);
        float[] gradient = first.gradientAt(41, parameters);
        assertThat(source(1, 2).gradientAt(41, parameters)).containsExactly(gradient);
    }

    @Test
    void drawsWithReplacementFromItsOwnRowsOnly() {
        int[] drawn =
                IntStream.range(0, 50)
                        .flatMap(version -> Arrays.stream(source(1, 0).batchAt(version).rows()))
                        .toArray();
        assertThat(Arrays.stream(drawn).distinct().sorted().toArray()).containsExactly(ROWS);
        assertThat(source(1, 0).batchAt(0).rows()).hasSize(6);
    }

    @Test
    void seedWorkerAndVersionEachChangeTheBatch() {
        int[] rows = source(1, 2).batchAt(3).rows();
        assertThat(source(2, 2).batchAt(3).rows()).isNotEqualTo(rows);
        assertThat(source(1, 3).batchAt(3).rows()).isNotEqualTo(rows);
        assertThat(source(1, 2).batchAt(4).rows()).isNotEqualTo(rows);
    }

    @Test
    void givesAFreshArrayEachTime() {
        float[] parameters = new float[4];
        BatchGradients source = source(1, 0);
        assertThat(source.gradientAt(0, parameters)).isNotSameAs(source.gradientAt(0, parameters));
    }

    @Test
    void refusesNoRowsAndBatchesOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchGradients(model, DATA, new int[0], 6, 1, 4))
                .withMessage("worker 4 has no rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchGradients(model, DATA, ROWS, 0, 1, 0))
                .withMessage("batch size must be in [1, 65536], got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchGradients(model, DATA, ROWS, 65_537, 1, 0))
                .withMessage("batch size must be in [1, 65536], got 65537");
    }
}
