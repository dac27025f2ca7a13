package bft.server.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimiserTest {
    private static final Schedule HALF = new Schedule.Constant(0.5);

    /** Two steps with gradients 1 and 2 from 10. */
    private static float twoSteps(Optimiser optimiser) {
        Optimiser.Result one = optimiser.step(new float[] {10}, new float[] {1}, optimiser.init(1));
        Optimiser.Result two = optimiser.step(one.parameters(), new float[] {2}, one.state());
        assertThat(two.state().step()).isEqualTo(2);
        return two.parameters()[0];
    }

    @Test
    void sgdStepsAgainstTheGradient() {
        // 10 - 0.5 * 1 - 0.5 * 2
        assertThat(twoSteps(new Sgd(HALF))).isEqualTo(8.5f);
    }

    @Test
    void momentumKeepsPartOfTheVelocity() {
        // v = 1, then 0.5 * 1 + 2 = 2.5; 10 - 0.5 * 1 - 0.5 * 2.5
        assertThat(twoSteps(new Momentum(HALF, 0.5, false))).isEqualTo(8.25f);
    }

    @Test
    void nesterovLooksAheadAlongTheVelocity() {
        // v = 1, step 1 + 0.5 * 1 = 1.5; v = 2.5, step 2 + 0.5 * 2.5 = 3.25
        // 10 - 0.5 * 1.5 - 0.5 * 3.25
        assertThat(twoSteps(new Momentum(HALF, 0.5, true))).isEqualTo(7.625f);
    }

    @Test
    void momentumWithoutMemoryIsSgd() {
        assertThat(twoSteps(new Momentum(HALF, 0, false))).isEqualTo(twoSteps(new Sgd(HALF)));
        assertThat(twoSteps(new Momentum(HALF, 0, true))).isEqualTo(twoSteps(new Sgd(HALF)));
    }

    @Test
    void takesTheRateOfTheStep() {
        // rates 1 and 1/2: 10 - 1 * 1 - 0.5 * 2
        assertThat(twoSteps(new Sgd(new Schedule.InverseTime(1, 1)))).isEqualTo(8f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "momentum", "nesterov"})
    void modifiesNothingThatGoesIn(String name) {
        float[] parameters = {3, 4};
        float[] gradient = {1, -2};
        Optimiser optimiser = Optimisers.of(name, HALF);
        OptimiserState before = optimiser.step(parameters, gradient, optimiser.init(2)).state();
        float[][] slots = before.slots().clone();
        Arrays.setAll(slots, k -> slots[k].clone());
        optimiser.step(parameters, gradient, before);
        assertThat(parameters).containsExactly(3, 4);
        assertThat(gradient).containsExactly(1, -2);
        assertThat(before.slots()).isDeepEqualTo(slots);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "momentum", "nesterov"})
    void refusesAGradientOfAnotherLength(String name) {
        Optimiser optimiser = Optimisers.of(name, HALF);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimiser.step(new float[2], new float[3], optimiser.init(2)))
                .withMessageContaining("3 values, parameters 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "momentum:beta=0.8", "nesterov:beta=0.8"})
    void optimisersPrintAsTheirSpecification(String spec) {
        assertThat(Optimisers.of(spec, HALF)).hasToString(spec);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "momentum:beta=1  | 0 <= beta < 1, got beta=1.0",
                "nesterov:beta=-1 | nesterov needs 0 <= beta < 1",
                "sgd:beta=0.5     | beta",
                "adam             | no optimiser 'adam'; there are momentum, nesterov, sgd",
            })
    void badOptimisersAreNamed(String spec, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimisers.of(spec, HALF))
                .withMessageContaining(message);
    }
}
