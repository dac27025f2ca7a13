package bft.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalMethodsTest {
    private final List<Long> asked = new ArrayList<>();

    /** The gradient is the model itself, as of half its squared length, and one more a version. */
    private final GradientSource plain =
            new GradientSource() {
                @Override
                public float[] gradientAt(Draw draw, float[] parameters) {
                    asked.add(draw.number());
                    float[] gradient = parameters.clone();
                    gradient[0] += draw.number();
                    return gradient;
                }

                @Override
                public GradientSource fork() {
                    return this;
                }
            };

    @Test
    void noneSendsThePlainGradient() {
        float[] sent =
                LocalMethods.of("none").apply(plain).gradientAt(Draw.of(2), new float[] {1, 4});
        assertThat(sent).containsExactly(3, 4);
    }

    @Test
    void momentumSumsGradientsThatCountLessAndLess() {
        GradientSource source = LocalMethods.of("momentum:beta=0.5").apply(plain);
        assertThat(source.gradientAt(Draw.of(0), new float[] {8})).containsExactly(4);
        assertThat(source.gradientAt(Draw.of(1), new float[] {3}))
                .containsExactly(0.5f * 4 + 0.5f * 4);
        assertThat(source.gradientAt(Draw.of(5), new float[] {1}))
                .containsExactly(0.5f * 4 + 0.5f * 6);
    }

    /** The gradient is the model; the model moves by (1, -1, 1, 0) from one version to the next. */
    @Test
    void whatMovesTheModelAsItMovesAnywayIsSentAndNothingElse() {
        float[] first = {1, -2, 3, 0};
        float[] second = {0, -1, 2, 0};
        GradientSource half = LocalMethods.of("relevance:threshold=0.75").apply(alike);
        assertThat(half.gradientAt(Draw.of(0), first)).containsExactly(first);
        assertThat(half.gradientAt(Draw.of(1), second)).containsExactly(second);
        GradientSource all = LocalMethods.of("relevance:threshold=0.76").apply(alike);
        all.gradientAt(Draw.of(0), first);
        GradientSource fork = all.fork();
        assertThat(all.gradientAt(Draw.of(1), second)).isEmpty();
        assertThat(fork.gradientAt(Draw.of(1), second)).isEmpty();
        GradientSource decaying =
                LocalMethods.of("relevance:threshold=0.76,decays=yes").apply(alike);
        decaying.gradientAt(Draw.of(0), first);
        assertThat(decaying.gradientAt(Draw.of(1), second)).containsExactly(second);
    }

    private final GradientSource alike =
            new GradientSource() {
                @Override
                public float[] gradientAt(Draw draw, float[] parameters) {
                    return parameters.clone();
                }

                @Override
                public GradientSource fork() {
                    return this;
                }
            };

    @Test
    void theFilterIsTheLastAndCanBeTakenAway() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalMethods.of("relevance,clip"))
                .withMessage("relevance must be the last of a chain, got 'relevance,clip'");
        assertThat(LocalMethods.withoutFilter("clip:norm=2,relevance")).isEqualTo("clip:norm=2");
        assertThat(LocalMethods.withoutFilter("relevance")).isEqualTo("none");
    }

    @Test
    void undampenedMomentumCountsEachGradientWholly() {
        GradientSource source = LocalMethods.of("momentum:beta=0.5,dampened=no").apply(plain);
        assertThat(source.gradientAt(Draw.of(0), new float[] {8})).containsExactly(8);
        assertThat(source.gradientAt(Draw.of(1), new float[] {3})).containsExactly(4 + 4);
    }

    @Test
    void momentumCountsNoVersionTwice() {
        GradientSource source = LocalMethods.of("momentum:beta=0.5").apply(plain);
        float[] first = source.gradientAt(Draw.of(0), new float[] {8});
        first[0] = 99;
        assertThat(source.gradientAt(Draw.of(0), new float[] {8})).containsExactly(4);
        assertThat(asked).containsExactly(0L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "momentum:beta=0.5",
                "momentum:beta=0.5,dampened=no",
                "clip:norm=3,momentum:beta=0.5",
                "momentum:beta=0.5,clip:norm=3",
                "momentum:beta=0.5,local-steps:k=2,rate=0.5"
            })
    void aForkKnowsThePastAndLeavesTheFutureAlone(String chain) {
        GradientSource source = LocalMethods.of(chain).apply(plain);
        GradientSource alone = LocalMethods.of(chain).apply(plain);
        source.gradientAt(Draw.of(0), new float[] {8, 1});
        alone.gradientAt(Draw.of(0), new float[] {8, 1});

        GradientSource fork = source.fork();
        assertThat(fork.gradientAt(Draw.of(0), new float[] {8, 1}))
                .containsExactly(alone.gradientAt(Draw.of(0), new float[] {8, 1}));
        float[] peeked = fork.gradientAt(Draw.of(1), new float[] {3, 2});
        fork.gradientAt(Draw.of(9), new float[] {100, 100});

        float[] next = alone.gradientAt(Draw.of(1), new float[] {3, 2});
        assertThat(peeked).containsExactly(next);
        assertThat(source.gradientAt(Draw.of(1), new float[] {3, 2})).containsExactly(next);
    }

    @Test
    void localStepsSendTheSumOfTheGradientsOnTheWay() {
        GradientSource source = LocalMethods.of("local-steps:k=3,rate=0.5").apply(plain);
        float[] parameters = {0, 8};
        // Versions 6, 7, 8: x0 = (0, 8), x1 = (-3, 4), x2 = (-3 - 0.5 (-3 + 7), 2) = (-5, 2).
        float[] sent = source.gradientAt(Draw.of(2), parameters);
        assertThat(sent).containsExactly(6 + 4 + 3, 8 + 4 + 2);
        assertThat(parameters).containsExactly(0, 8);
        assertThat(asked).containsExactly(6L, 7L, 8L);
    }

    @Test
    void localStepsSendTheirMeanOrHowFarTheyLed() {
        float[] parameters = {0, 8};
        String steps = "local-steps:k=3,rate=0.5,send=";
        assertThat(LocalMethods.of(steps + "mean").apply(plain).gradientAt(Draw.of(2), parameters))
                .containsExactly(new float[] {13 / 3f, 14 / 3f}, within(1e-6f));
        assertThat(
                        LocalMethods.of(steps + "difference")
                                .apply(plain)
                                .gradientAt(Draw.of(2), parameters))
                .containsExactly(6.5f, 7);
    }

    @Test
    void theProximalTermPullsEachStepToTheModel() {
        GradientSource source =
                LocalMethods.of("local-steps:k=3,rate=0.5,mu=1,send=difference").apply(plain);
        // x0 = 8, x1 = 8 - 0.5 8 = 4, x2 = 4 - 0.5 (4 + 4 - 8) = 4, x3 = 4 - 0.5 (4 + 4 - 8) = 4.
        assertThat(source.gradientAt(Draw.of(0), new float[] {0, 8})[1]).isEqualTo(4);
    }

    @Test
    void momentumOfLocalStepsOutlivesAModelUnlessReset() {
        String steps = "momentum:beta=0.5,dampened=no,local-steps:k=2,rate=0.5";
        GradientSource kept = LocalMethods.of(steps).apply(plain);
        GradientSource reset = LocalMethods.of(steps + ",state=reset").apply(plain);
        float[] parameters = {0, 8};
        // m1 = 8, x1 = 4, m2 = 4 + 4 = 8, in all 16; then m3 = 4 + 8 = 12, x1 = 2, m4 = 6 + 2 = 8.
        assertThat(kept.gradientAt(Draw.of(0), parameters)[1]).isEqualTo(16);
        assertThat(reset.gradientAt(Draw.of(0), parameters)[1]).isEqualTo(16);
        assertThat(kept.gradientAt(Draw.of(1), parameters)[1]).isEqualTo(20);
        assertThat(reset.gradientAt(Draw.of(1), parameters)[1]).isEqualTo(16);
    }

    @Test
    void adamwSendsItsDirectionWhichStartsAtLengthOneInEachCoordinate() {
        GradientSource source = LocalMethods.of("adamw:decay=0.5").apply(plain);
        float[] first = source.gradientAt(Draw.of(0), new float[] {-3, 8});
        assertThat(first).containsExactly(new float[] {-1 - 1.5f, 1 + 4}, within(1e-5f));
        // m = 0.9 0.8 + 0.1 2 = 0.92 over 0.19, v = 0.999 0.064 + 0.001 4 = 0.067936 over 0.001999.
        float second = source.gradientAt(Draw.of(1), new float[] {0, 2})[1];
        assertThat(second)
                .isCloseTo((float) (0.92 / 0.19 / Math.sqrt(33.98499) + 1), within(1e-5f));
    }

    @Test
    void oneLocalStepIsThePlainGradient() {
        GradientSource source = LocalMethods.of("local-steps:k=1,rate=9").apply(plain);
        assertThat(source.gradientAt(Draw.of(7), new float[] {1, 2})).containsExactly(8, 2);
    }

    @Test
    void clippingShortensWhatIsLongerAndNothingElse() {
        assertThat(clipped(6, -8)).containsExactly(new float[] {3, -4}, within(1e-6f));
        assertThat(clipped(3, 4)).containsExactly(3, 4);
        assertThat(clipped(Float.NaN, 40)).containsExactly(Float.NaN, 40);
    }

    private float[] clipped(float... gradient) {
        return LocalMethods.of("clip:norm=5").apply(plain).gradientAt(Draw.of(0), gradient);
    }

    @Test
    void chainsRunInReadingOrder() {
        GradientSource source = LocalMethods.of("clip:norm=2,momentum:beta=0.5").apply(plain);
        assertThat(source.gradientAt(Draw.of(0), new float[] {100})[0]).isCloseTo(1, within(1e-6f));
        GradientSource other = LocalMethods.of("momentum:beta=0.5,clip:norm=2").apply(plain);
        assertThat(other.gradientAt(Draw.of(0), new float[] {100})[0]).isCloseTo(2, within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spin | no local method 'spin'; there are none, clip",
                "none:k=1 | none has no parameter 'k'",
                "momentum:beta=1 | momentum: beta must be a number in [0, 1), got '1'",
                "momentum:beta=-0.1 | in [0, 1), got '-0.1'",
                "momentum:dampened=maybe | one of yes, no",
                "local-steps:k=0 | local-steps: k must be a whole number in [1, 1000000], got '0'",
                "local-steps:rate=0 | local-steps: rate must be a number > 0, or job, got '0'",
                "clip:norm=-1 | clip: norm must be a number > 0, got '-1'"
            })
    void saysWhatIsWrong(String chain, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalMethods.of(chain))
                .withMessageContaining(message);
    }
}
