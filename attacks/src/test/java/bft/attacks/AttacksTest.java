package bft.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AttacksTest {
    private static float[] first(String spec, AdversaryView view) {
        return Attacks.of(spec).forge(view)[0];
    }

    @Test
    void signFlipTurnsEachOwnGradient() {
        AdversaryView view = Views.colluding(7, new float[] {1, -2}, new float[] {0.5f, 3});
        float[][] forged = Attacks.of("sign-flip:scale=10").forge(view);
        assertThat(forged[0]).containsExactly(-10, 20);
        assertThat(forged[1]).containsExactly(-5, -30);
    }

    @Test
    void omniscientNegativeIsTheScaledOppositeOfTheHonestMean() {
        AdversaryView view = Views.omniscient(2, new float[] {1, 2}, new float[] {3, 4});
        assertThat(first("omniscient-negative", view)).containsExactly(-200, -300);
        assertThat(first("omniscient-negative:scale=0.5", view)).containsExactly(-1, -1.5f);
    }

    @Test
    void omniscientAttacksEstimateFromTheirOwnWhenTheySeeNothingElse() {
        AdversaryView view = Views.colluding(7, new float[] {1, 2}, new float[] {3, 4});
        assertThat(first("omniscient-negative:scale=1", view)).containsExactly(-2, -3);
    }

    @Test
    void littleIsEnoughMovesByZDeviations() {
        // Coordinate 0: mean 2, deviation sqrt(2) with n-1 and 1 with n; coordinate 1: mean 5.
        AdversaryView view = Views.omniscient(1, new float[] {1, 5}, new float[] {3, 5});
        float deviation = (float) Math.sqrt(2);
        assertThat(first("little-is-enough:z=2", view))
                .containsExactly(new float[] {2 - 2 * deviation, 5}, within(1e-6f));
        assertThat(first("little-is-enough:z=2,sign=plus,ddof=0", view)).containsExactly(4, 5);
    }

    @Test
    void littleIsEnoughOverItsOwnIgnoresTheHonest() {
        AdversaryView view = Views.omniscient(2, new float[] {100}, new float[] {200});
        float[] own = {view.own()[0][0], view.own()[1][0]};
        assertThat(first("little-is-enough:z=0,population=own", view)[0])
                .isCloseTo((own[0] + own[1]) / 2, within(1e-6f));
    }

    @Test
    void littleIsEnoughRefusesWhereNoZExists() {
        // n = 3, f = 2: s = 0 supporters are needed, so z is infinite.
        AdversaryView view = Views.omniscient(2, new float[] {1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Attacks.of("little-is-enough").forge(view))
                .withMessageContaining("no finite z for n=3, f=2");
    }

    @Test
    void gaussianHasTheDeviationAskedForAndIsFreshForEachWorkerAndRound() {
        AdversaryView view = Views.omniscient(2, new float[100_000]);
        float[][] forged = Attacks.of("gaussian:std=200,mean=5").forge(view);
        double mean = doubles(forged[0]).average().orElseThrow();
        double variance = doubles(forged[0]).map(x -> (x - mean) * (x - mean)).average().orElse(0);
        assertThat(mean).isCloseTo(5, within(4 * 200 / Math.sqrt(100_000)));
        assertThat(Math.sqrt(variance)).isCloseTo(200, within(3.0));
        assertThat(forged[1]).isNotEqualTo(forged[0]);
        assertThat(Attacks.of("gaussian").forge(Views.inRound(view, 4))[0])
                .isNotEqualTo(Attacks.of("gaussian").forge(view)[0]);
    }

    @Test
    void nonFiniteFillsAllCoordinatesOrHidesInOne() {
        AdversaryView view = Views.omniscient(3, new float[50]);
        assertThat(first("non-finite", view)).containsOnly(Float.NaN);
        assertThat(first("non-finite:kind=inf", view)).containsOnly(Float.POSITIVE_INFINITY);
        float[][] mixed = Attacks.of("non-finite:kind=mixed").forge(view);
        for (int k = 0; k < 3; k++) {
            assertThat(doubles(mixed[k]).filter(x -> !Double.isFinite(x)).count()).isEqualTo(1);
        }
        assertThat(doubles(mixed[0]).anyMatch(Double::isNaN)).isTrue();
        assertThat(doubles(mixed[1]).max().orElse(0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(doubles(mixed[2]).min().orElse(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void zeroIsZero() {
        assertThat(first("zero", Views.omniscient(1, new float[] {1, 2}))).containsExactly(0, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "zero:x=1",
                "gaussian:std=a",
                "gaussian:std=-1",
                "gaussian:std=NaN",
                "non-finite:kind=all",
                "little-is-enough:sign=1",
                "little-is-enough:z=x",
                "zero,zero"
            })
    void refusesWhatItDoesNotKnow(String spec) {
        assertThatIllegalArgumentException().isThrownBy(() -> Attacks.of(spec));
    }

    @Test
    void saysWhatThereIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Attacks.of("nothing"))
                .withMessageStartingWith("no attack 'nothing'; there are gaussian, sign-flip,");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Attacks.of("gaussian:sd=1"))
                .withMessage("gaussian has no parameter 'sd'; it has std, mean");
    }

    @Test
    void aViewWhoseNumbersDoNotFitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Views.colluding(1, new float[] {1}))
                .withMessage("an attack needs 1 <= f < n, got n=1, f=1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Views.colluding(5, new float[] {1}, new float[] {1, 2}))
                .withMessage("own must hold vectors of 1 coordinates, got one of 2");
    }

    private static DoubleStream doubles(float[] values) {
        return Arrays.stream(toDoubles(values));
    }

    private static double[] toDoubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
