package bft.server.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final double ROUNDING = 1e-15;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "constant:rate=0.5             | 7  | 0.5",
                "0.25                          | 7  | 0.25",
                "inverse-time:rate=1,decay=0.5 | 2  | 0.5",
                "step:rate=1,factor=0.5,every=10 | 9  | 1",
                "step:rate=1,factor=0.5,every=10 | 20 | 0.25",
                "polynomial:rate=1,steps=4       | 1  | 0.75",
                "polynomial:rate=1,steps=4,power=2 | 1  | 0.5625",
                "polynomial:rate=1,steps=4,end=0.5 | 2  | 0.75",
                "polynomial:rate=1,steps=4,end=0.5 | 4  | 0.5",
                "polynomial:rate=1,steps=4,end=0.5 | 99 | 0.5",
                "cosine:rate=1,steps=6         | 0  | 1",
                "cosine:rate=1,steps=6         | 2  | 0.75",
                "cosine:rate=1,steps=6         | 3  | 0.5",
                "cosine:rate=1,steps=6,end=0.5 | 4  | 0.625",
                "cosine:rate=1,steps=6,end=0.5 | 6  | 0.5",
                "cosine:rate=1,steps=6,end=0.5 | 99 | 0.5",
                "ramp:steps=4,constant:rate=1 | 0  | 0.25",
                "ramp:steps=4,constant:rate=1 | 3  | 1",
                "ramp:steps=4,constant:rate=1 | 99 | 1",
                "ramp:steps=2,step:rate=1,factor=0.5,every=1 | 1 | 0.5",
                "scale:k=8,constant:rate=0.5  | 3  | 4",
                "warm-up:k=8,steps=7,constant:rate=0.5 | 0 | 0.5",
                "warm-up:k=8,steps=7,constant:rate=0.5 | 1 | 1",
                "warm-up:k=8,steps=7,constant:rate=0.5 | 7 | 4",
                "warm-up:k=8,steps=7,constant:rate=0.5 | 9 | 4",
                "warm-up:k=2,steps=2,step:rate=1,factor=0.5,every=3 | 3 | 1",
                "ramp:steps=2,scale:k=4,1.5   | 0  | 3",
            })
    void givesTheRateOfAStep(String spec, long step, double rate) {
        assertThat(schedule(spec).rateAt(step)).isEqualTo(rate, within(ROUNDING));
    }

    /** A number alone may only stand alone. */
    private static Schedule schedule(String spec) {
        return Schedules.of(spec.replaceFirst(",1.5$", ",constant:rate=1.5"));
    }

    @Test
    void warmUpGoesFromTheRateOfOneWorkerToTheScaledOne() {
        String one = "step:rate=0.1,factor=0.1,every=5";
        Schedule alone = Schedules.of(one);
        Schedule scaled = Schedules.of("scale:k=32," + one);
        Schedule warmed = Schedules.of("warm-up:k=32,steps=4," + one);
        assertThat(warmed.rateAt(0)).isEqualTo(alone.rateAt(0));
        for (int step = 4; step < 20; step++) {
            assertThat(warmed.rateAt(step)).isEqualTo(scaled.rateAt(step));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "constant:rate=0.5",
                "inverse-time:rate=1.0,decay=0.5",
                "step:rate=1.0,factor=0.5,every=10",
                "polynomial:rate=1.0,steps=9,power=0.5,end=0.1",
                "cosine:rate=1.0,steps=9,end=0.1",
                "ramp:steps=4,constant:rate=1.0",
                "scale:k=8.0,constant:rate=1.0",
                "warm-up:k=8.0,steps=4,ramp:steps=2,constant:rate=1.0"
            })
    void printsAsItsSpecification(String spec) {
        assertThat(Schedules.of(spec)).hasToString(spec);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "constant:rate=0          | rate must be a number > 0, got '0'",
                "constant:rate=-1         | got '-1'",
                "constant:speed=1         | speed",
                "inverse-time:decay=-1    | decay must be a number >= 0, got '-1'",
                "step:every=0             | every must be a whole number >= 1, got '0'",
                "step:factor=0            | factor must be a number > 0, got '0'",
                "polynomial:steps=0       | steps must be a whole number >= 1, got '0'",
                "polynomial:power=0       | power must be a number > 0, got '0'",
                "cosine:rate=0.1,end=0.2  | 0 <= end <= rate=0.1, got 0.2",
                "cosine:end=-1            | end must be a number >= 0, got '-1'",
                "ramp:steps=0,constant    | steps must be a whole number >= 1",
                "ramp:steps=3             | must be followed by a schedule",
                "warm-up:steps=10,constant | warm-up needs k, a number >= 1",
                "warm-up:k=0.5,constant   | k must be a number >= 1, got '0.5'",
                "scale:constant           | is not parameter=value",
                "scale:k=0,constant       | k must be a number > 0, got '0'",
                "constant,step            | cannot be followed by step",
                "sine                     | no schedule 'sine', did you mean 'cosine'?",
            })
    void whatIsBadIsNamed(String spec, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.of(spec))
                .withMessageContaining(message);
    }

    @Test
    void everyScheduleIsListedWithItsSource() {
        assertThat(Schedules.registry().names())
                .containsExactly(
                        "constant",
                        "inverse-time",
                        "step",
                        "polynomial",
                        "cosine",
                        "scale",
                        "warm-up",
                        "ramp");
        assertThat(Schedules.registry().entries()).noneMatch(s -> s.fact("source").isBlank());
    }
}
