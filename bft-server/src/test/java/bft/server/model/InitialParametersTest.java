package bft.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitialParametersTest {
    @TempDir Path directory;

    private Path file(float... values) throws IOException {
        Path path = directory.resolve("initial.npy");
        NpyFile.write(path, values);
        return path;
    }

    @Test
    void theSameSeedGivesTheSameWithinTheScale() {
        float[] one = InitialParameters.uniform(50, 0.5, 7);
        assertThat(one).isEqualTo(InitialParameters.uniform(50, 0.5, 7));
        assertThat(one).isNotEqualTo(InitialParameters.uniform(50, 0.5, 8));
        for (float value : one) {
            assertThat(value).isBetween(-0.5f, 0.5f);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InitialParameters.uniform(2, Double.NaN, 7))
                .withMessage("initial-scale must be 0 to 3.4028235E38, got NaN");
    }

    @Test
    void aDimensionThatNoModelHasIsRefusedBeforeMemoryIsTaken() {
        for (int d : new int[] {0, -1, Integer.MAX_VALUE - 8}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> InitialParameters.uniform(d, 1, 1))
                    .withMessage("dimension must be 1 to 2000000000, got " + d);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aValueThatIsNotFiniteIsRefusedWithItsIndex(float value) throws IOException {
        Path path = file(1, 2, value, value);
        assertThatIOException()
                .isThrownBy(() -> InitialParameters.read(path))
                .withMessageStartingWith(path + ": value at 2 is " + value + ", and every");
        assertThat(InitialParameters.read(file(1, -0f, Float.MIN_VALUE, Float.MAX_VALUE)))
                .hasSize(4);
    }

    @Test
    void theDimensionIsThatOfAVectorWithValues() throws IOException {
        assertThat(InitialParameters.dimensionOf(file(1, 2), Optional.empty())).isEqualTo(2);
        assertThat(InitialParameters.dimensionOf(file(1, 2), Optional.of(2))).isEqualTo(2);
        assertThatIOException()
                .isThrownBy(() -> InitialParameters.dimensionOf(file(1), Optional.of(2)))
                .withMessageContaining("shape is [1], the model needs [2]");
        assertThatIOException()
                .isThrownBy(() -> InitialParameters.dimensionOf(file(), Optional.empty()))
                .withMessageContaining("initial.npy: it has no values");
    }
}
