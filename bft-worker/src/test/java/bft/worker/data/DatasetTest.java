package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class DatasetTest {
    @Test
    void selectsRowsInTheGivenOrder() {
        var data = new Dataset(new float[] {1, 2, 3, 4, 5, 6}, new int[] {0, 1, 2}, 2, 3);
        Dataset chosen = data.select(new int[] {2, 0, 2});
        assertThat(chosen.features()).containsExactly(5, 6, 1, 2, 5, 6);
        assertThat(chosen.labels()).containsExactly(2, 0, 2);
    }

    @Test
    void refusesFeaturesThatAreNotFinite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dataset(new float[] {1, 2, 3, Float.NaN}, new int[2], 2, 2))
                .withMessage("row 1, feature 1 must be finite, got NaN");
    }

    @Test
    void refusesLabelsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dataset(new float[2], new int[] {1, 2}, 1, 2))
                .withMessage("label of row 1 must be in 0..1, got 2");
    }

    @Test
    void refusesSizesThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dataset(new float[5], new int[2], 3, 2))
                .withMessage("2 rows of width 3 need 6 features, got 5");
    }

    @Test
    void refusesASplitWithAnEmptyOrUnlikePart() {
        var two = new Dataset(new float[2], new int[2], 1, 2);
        var none = new Dataset(new float[0], new int[0], 1, 2);
        var wide = new Dataset(new float[4], new int[2], 2, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> new Split(two, none, "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Split(two, wide, "x"));
    }
}
