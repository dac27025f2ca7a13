package bft.server.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
    void delayedNesterovStepsAddUpToNesterovAlongTheirMean() {
        Optimiser delayed = Optimisers.of("delayed-nesterov:beta=0.5,every=2", HALF);
        Optimiser whole = Optimisers.of("nesterov:beta=0.5", HALF);
        float[][] gradients = {{4}, {2}, {0}, {6}};
        Optimiser.Result by = new Optimiser.Result(new float[] {9}, delayed.init(1));
        Optimiser.Result at = new Optimiser.Result(new float[] {9}, whole.init(1));
        for (int k = 0; k < 4; k += 2) {
            by = delayed.step(by.parameters(), gradients[k], by.state());
            by = delayed.step(by.parameters(), gradients[k + 1], by.state());
            float[] mean = {(gradients[k][0] + gradients[k + 1][0]) / 2};
            at = whole.step(at.parameters(), mean, at.state());
            assertThat(by.parameters()).containsExactly(at.parameters());
        }
    }

    @Test
    void sgdStepsAgainstTheGradient() {
        // 10 - 0.5 * 1 - 0.5 * 2
        assertThat(twoSteps(new Sgd(HALF))).isEqualTo(8.5f);
    }

    @Test
    void momentumKeepsPartOfTheVelocity() {
        // v = 1, then 0.5 * 1 + 2 = 2.5; 10 - 0.5 * 1 - 0.5 * 2.5
        assertThat(twoSteps(new Momentum(HALF, 0.5, false, false))).isEqualTo(8.25f);
    }

    @Test
    void nesterovLooksAheadAlongTheVelocity() {
        // v = 1, step 1 + 0.5 * 1 = 1.5; v = 2.5, step 2 + 0.5 * 2.5 = 3.25
        // 10 - 0.5 * 1.5 - 0.5 * 3.25
        assertThat(twoSteps(new Momentum(HALF, 0.5, true, false))).isEqualTo(7.625f);
    }

    @Test
    void momentumWithoutMemoryIsSgd() {
        float sgd = twoSteps(new Sgd(HALF));
        assertThat(twoSteps(new Momentum(HALF, 0, false, false))).isEqualTo(sgd);
        assertThat(twoSteps(new Momentum(HALF, 0, true, false))).isEqualTo(sgd);
        assertThat(twoSteps(new Momentum(HALF, 0, false, true))).isEqualTo(sgd);
        assertThat(twoSteps(new Momentum(HALF, 0, true, true))).isEqualTo(sgd);
    }

    @ParameterizedTest
    @ValueSource(strings = {"momentum", "nesterov"})
    void bothFormsOfMomentumAreOneAtAConstantRate(String name) {
        // 0.5 in the velocity and after it are the same to the bit, since it is a power of 2.
        assertThat(twoSteps(Optimisers.of(name + ":rate=inside", HALF)))
                .isEqualTo(twoSteps(Optimisers.of(name, HALF)));
    }

    @Test
    void aLowerRateActsOnTheWholeVelocityOnlyFromOutside() {
        Schedule halved = new Schedule.Step(1, 0.5, 1);
        // v = 1, 2.5; 10 - 1 * 1 - 0.5 * 2.5
        assertThat(twoSteps(new Momentum(halved, 0.5, false, false))).isEqualTo(7.75f);
        // v = 1 * 1, 0.5 * 1 + 0.5 * 2 = 1.5; 10 - 1 - 1.5
        assertThat(twoSteps(new Momentum(halved, 0.5, false, true))).isEqualTo(7.5f);
    }

    @Test
    void takesTheRateOfTheStep() {
        // rates 1 and 1/2: 10 - 1 * 1 - 0.5 * 2
        assertThat(twoSteps(new Sgd(new Schedule.InverseTime(1, 1)))).isEqualTo(8f);
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "-1e-45, -1", "0, 0", "1e38, 1", "-Infinity, -1", "NaN, NaN"})
    void signIsThatOfTheSmallestAndTheLargestFloat(float value, Float sign) {
        assertThat(Branchless.sign(value)).isEqualTo(sign);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "momentum:beta=1    | beta must be a number in [0, 1), got '1'",
                "momentum:rate=both | rate must be one of outside, inside, got 'both'",
                "nesterov:beta=-1   | nesterov: beta must be a number in [0, 1)",
                "sgd:beta=0.5       | sgd has no parameter 'beta'",
                "adagrad:epsilon=0  | epsilon must be a number in [1e-30, 1e30], got '0'",
                "adagrad:initial=-1 | initial must be a number >= 0, got '-1'",
                "rmsprop:rho=1      | rho must be a number in [0, 1), got '1'",
                "adam:beta1=1       | beta1 must be a number in [0, 1), got '1'",
                "adam:beta2=-0.1    | beta2 must be a number in [0, 1), got '-0.1'",
                "adam:decay=0.1     | adam has no parameter 'decay'",
                "adam:correction=on | correction must be one of yes, no, got 'on'",
                "adamw:decay=-1     | decay must be a number >= 0, got '-1'",
                "lars:trust=0       | trust must be a number > 0, got '0'",
                "shampoo:every=0    | every must be a whole number >= 1, got '0'",
                "shampoo:block=1    | block must be a whole number in [2, 1024], got '1'",
                "lion:beta2=2       | beta2 must be a number in [0, 1), got '2'",
                "magic              | no optimiser 'magic'; there are sgd",
            })
    void badOptimisersAreNamed(String spec, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimisers.of(spec, HALF))
                .withMessageContaining(message);
    }
}
