package bft.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionTest {
    /** A generator that always gives the same. */
    private static Random fixed(double uniform, double gaussian) {
        return new Random() {
            private static final long serialVersionUID = 1L;

            @Override
            public double nextDouble() {
                return uniform;
            }

            @Override
            public synchronized double nextGaussian() {
                return gaussian;
            }
        };
    }

    /**
     * With u = 0.75 and z = 2: -2 ln(1 - 0.75) = 2.7726; 3 + 0.5 * 2 = 4; 6 + 2 * 2; 12 + 4 * 2; 3
     * e^(0.5 * 2) = 8.1548; 2 / 0.25^(1 / 2) = 4.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.5                          | 0.5",
                "1e-3                         | 0.001",
                "constant:value=7             | 7",
                "exponential:mean=2           | 2.772588722",
                "normal:mean=3,deviation=0.5  | 4",
                "d1                           | 10",
                "d2                           | 20",
                "log-normal:median=3,sigma=0.5 | 8.154845485",
                "pareto:minimum=2,shape=2     | 4",
            })
    void drawsByTheInverseOfItsDistribution(String specification, double value) {
        assertThat(Distribution.of(specification).draw(0, fixed(0.75, 2)))
                .isCloseTo(value, within(1e-8));
    }

    /** 1 - 2 * 1 is below 0. */
    @Test
    void noTimeIsBelowZero() {
        assertThat(Distribution.of("normal:mean=1,deviation=1").draw(0, fixed(0, -2))).isZero();
    }

    @Test
    void eachWorkerHasItsFactorAndTheRestTheLast() {
        Distribution times = Distribution.of("constant:value=2,factors=3/1.5/1");
        assertThat(times.draw(0, fixed(0, 0))).isEqualTo(6);
        assertThat(times.draw(1, fixed(0, 0))).isEqualTo(3);
        assertThat(times.draw(2, fixed(0, 0))).isEqualTo(2);
        assertThat(times.draw(9, fixed(0, 0))).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exponential:mean=-1      | exponential: mean must be a number >= 0, got '-1'",
                "pareto:shape=0.01        | pareto: shape must be a number >= 0.1, got '0.01'",
                "normal:deviation=-1      | normal: deviation must be a number >= 0, got '-1'",
                "constant:value=1,factors=-1 | constant: factors must be numbers separated by '/' >= 0, or none, got '-1'",
            })
    void refusesWhatIsNoTime(String specification, String message) {
        assertThatThrownBy(() -> Distribution.of(specification)).hasMessage(message);
    }
}
