package bft.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {
    private static final int DRAWS = 20_000;

    private static double[] draws(String specification, int worker) {
        Distribution distribution = Distribution.of(specification);
        Random random = new Random(7);
        double[] draws = new double[DRAWS];
        for (int k = 0; k < DRAWS; k++) {
            draws[k] = distribution.draw(worker, random);
            assertThat(draws[k]).isNotNegative();
        }
        java.util.Arrays.sort(draws);
        return draws;
    }

    /** Medians of 20,000 draws; each has a closed form. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.25                          | 0.25",
                "constant:value=3              | 3",
                "exponential:mean=2            | 1.3863", // 2 ln 2
                "d1                            | 6",
                "d2                            | 12",
                "normal:mean=5,deviation=1     | 5",
                "log-normal:median=3,sigma=1   | 3",
                "pareto:minimum=1,shape=2      | 1.4142", // 2^(1/2)
            })
    void mediansAreThoseOfTheDistribution(String specification, double median) {
        assertThat(draws(specification, 0)[DRAWS / 2]).isCloseTo(median, within(0.03 * median));
    }

    @Test
    void whatIsBelowZeroBecomesZero() {
        double[] draws = draws("normal:mean=1,deviation=1", 0);
        assertThat(draws[DRAWS / 10]).isZero(); // 16 % lie a deviation below the mean
        assertThat(draws[DRAWS / 5]).isPositive();
    }

    @Test
    void factorsStretchEachWorker() {
        String specification = "constant:value=2,factors=3/1";
        assertThat(draws(specification, 0)).containsOnly(6);
        assertThat(draws(specification, 1)).containsOnly(2);
        assertThat(draws(specification, 9)).containsOnly(2);
    }

    @Test
    void faultsHitTheirWorkersWhileTheyLast() {
        List<Fault> faults = Fault.of("crash:workers=3/4,at=10,for=5,pause:workers=0,at=2", 5, 1);
        assertThat(faults).hasSize(2);
        assertThat(faults.get(0).kind()).isEqualTo(Fault.Kind.CRASH);
        assertThat(faults.get(0).hits(4, 10)).isTrue();
        assertThat(faults.get(0).hits(4, 15)).isFalse();
        assertThat(faults.get(0).hits(0, 12)).isFalse();
        assertThat(faults.get(1).hits(0, 1e9)).isTrue();
        assertThat(Fault.of("random:count=9", 5, 1)).hasSize(9);
        assertThat(Fault.of("none", 5, 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bell                      | no distribution 'bell'",
                "d1:mean=3                 | d1 has no parameter 'mean'",
                "exponential:mean=-1       | mean must be a number >= 0, got '-1'",
                "pareto:shape=0            | shape must be a number >= 0.1, got '0'",
                "constant:factors=-1       | factors must be numbers separated by '/' >= 0, or none, got '-1'",
            })
    void refusesDistributionsThatCannotBe(String specification, String message) {
        assertThatThrownBy(() -> Distribution.of(specification))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flood:workers=1           | no fault 'flood'",
                "crash:at=1                | crash needs workers, numbers separated by '/' >= 0",
                "crash:workers=5           | needs workers in [0, 5)",
                "crash:workers=1,for=0     | for must be a number > 0, or ever, got '0'",
                "pause:workers=1,at=-1     | at must be a number >= 0, got '-1'",
            })
    void refusesFaultsThatCannotBe(String specification, String message) {
        assertThatThrownBy(() -> Fault.of(specification, 5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesALossThatIsNoShare() {
        assertThatThrownBy(() -> RunConfig.of("loss=1"))
                .hasMessageContaining("loss must be in [0, 1), got '1'");
    }
}
