package bft.server.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorOptimisersTest {
    private static final Schedule RATE = new Schedule.Constant(0.1);

    private static float[] walked(Optimiser optimiser, float[] start, float[][] gradients) {
        float[] parameters = start;
        OptimiserState state = optimiser.init(start.length);
        for (float[] gradient : gradients) {
            var result = optimiser.step(parameters, gradient, state);
            parameters = result.parameters();
            state = result.state();
        }
        return parameters;
    }

    private static float[] gaussian(Random random, int length, double scale) {
        var vector = new float[length];
        for (int i = 0; i < length; i++) {
            vector[i] = (float) (scale * random.nextGaussian());
        }
        return vector;
    }

    @ParameterizedTest
    @ValueSource(strings = {"lamb", "lars", "shampoo:block=2,every=2", "shampoo"})
    void tensorsDoNotSeeOneAnother(String spec) {
        String[] shapes = {"3x4", "2x2x3"};
        var random = new Random(1);
        float[] start = gaussian(random, 24, 1);
        float[][] gradients = new float[5][];
        // The second tensor's are a thousand times those of the first.
        for (int t = 0; t < gradients.length; t++) {
            gradients[t] = gaussian(random, 24, 1);
            for (int i = 12; i < 24; i++) {
                gradients[t][i] *= 1000;
            }
        }
        Optimiser both =
                Optimisers.of(spec, RATE).over(ParameterLayout.parse(String.join(",", shapes)));
        float[] together = walked(both, start, gradients);
        for (int k = 0; k < 2; k++) {
            int from = 12 * k;
            float[][] own = gradients.clone();
            Arrays.setAll(own, t -> Arrays.copyOfRange(gradients[t], from, from + 12));
            Optimiser one = Optimisers.of(spec, RATE).over(ParameterLayout.parse(shapes[k]));
            assertThat(walked(one, Arrays.copyOfRange(start, from, from + 12), own))
                    .isEqualTo(Arrays.copyOfRange(together, from, from + 12));
        }
    }

    @Test
    void withoutALayoutAllParametersAreOneTensor() {
        float[] start = gaussian(new Random(2), 12, 1);
        float[][] gradients = {gaussian(new Random(3), 12, 1)};
        Optimiser whole = Optimisers.of("lamb", RATE);
        assertThat(walked(whole, start, gradients))
                .isEqualTo(walked(whole.over(ParameterLayout.parse("12")), start, gradients))
                .isNotEqualTo(walked(whole.over(ParameterLayout.parse("6,6")), start, gradients));
    }

    @Test
    void lambStepsAsFarAsTheRateSaysOfEachTensorsNorm() {
        float[] start = {3, 4, 0.3f, 0.4f};
        float[][] gradients = {{7, -1, 100, 5}};
        Optimiser lamb = Optimisers.of("lamb:decay=0", RATE).over(ParameterLayout.parse("2,2"));
        float[] moved = walked(lamb, start, gradients);
        assertThat(Math.hypot(moved[0] - 3, moved[1] - 4)).isEqualTo(0.1 * 5, within(1e-6));
        assertThat(Math.hypot(moved[2] - 0.3, moved[3] - 0.4)).isEqualTo(0.1 * 0.5, within(1e-6));
    }

    @Test
    void aTensorOfZerosIsNotStuck() {
        for (String spec : new String[] {"lamb", "lars"}) {
            float[] moved =
                    walked(Optimisers.of(spec, RATE), new float[2], new float[][] {{1, -1}});
            assertThat(moved[0]).as(spec).isNegative();
            assertThat(moved[1]).as(spec).isPositive();
        }
    }

    /** The first step is U V' of the gradient's decomposition: all its directions count alike. */
    @Test
    void shampooMakesAllDirectionsOfTheGradientAlike() {
        Optimiser shampoo =
                Optimisers.of("shampoo:epsilon=1e-6", new Schedule.Constant(1))
                        .over(ParameterLayout.parse("2x2"));
        float[][] gradients = {{100, 0, 0, -3}};
        assertThat(walked(shampoo, new float[4], gradients))
                .containsExactly(new float[] {-1, 0, 0, 1}, within(1e-3f));
    }

    @Test
    void shampooKeepsItsRootsUntilItIsTime() {
        Optimiser shampoo =
                Optimisers.of("shampoo:every=3", RATE).over(ParameterLayout.parse("2x2"));
        OptimiserState state = shampoo.init(4);
        float[][] roots = new float[7][];
        for (int t = 0; t < roots.length; t++) {
            state = shampoo.step(new float[4], gaussian(new Random(t), 4, 1), state).state();
            roots[t] = state.slots()[2];
        }
        assertThat(roots[1]).isEqualTo(roots[0]);
        assertThat(roots[2]).isEqualTo(roots[0]);
        assertThat(roots[3]).isNotEqualTo(roots[0]);
        assertThat(roots[5]).isEqualTo(roots[3]);
        assertThat(roots[6]).isNotEqualTo(roots[3]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // 7 blocks of 112 x 100 and one of 100 x 10: L and R have 7 (112² + 100²) + 100² +
                // 10² = 167,908 values, the vectors 110: 3 arrays, and as many for the roots
                "784x100,100,100x10,10 | 128  | 79510 | 6",
                // 784² + 100² + 100² + 10² = 634,756 and 110 values: 8 arrays each
                "784x100,100,100x10,10 | 1024 | 79510 | 16",
                // 1, 2 and 2 rows by 1 and 2 columns: 2 * 9 + 3 * 5 = 33 values, 3 arrays each
                "5x3                   | 2    | 15    | 6",
            })
    void shampooSaysWhatItHolds(String layout, int block, int d, int slots) {
        Optimiser shampoo =
                Optimisers.of("shampoo:block=" + block, RATE).over(ParameterLayout.parse(layout));
        assertThat(shampoo.slots(d)).isEqualTo(slots);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "1x12", "12x1", "6,6"})
    void shampooRefusesALayoutWithoutAMatrix(String layout) {
        Optimiser shampoo = Optimisers.of("shampoo", RATE).over(ParameterLayout.parse(layout));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shampoo.init(12))
                .withMessageContaining("shampoo needs a layout with a matrix");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lamb", "lars", "shampoo"})
    void aLayoutOfAnotherSizeIsRefused(String spec) {
        Optimiser optimiser = Optimisers.of(spec, RATE).over(ParameterLayout.parse("3x4,2"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimiser.init(15))
                .withMessageContaining("has 14 parameters, the model 15");
    }
}
