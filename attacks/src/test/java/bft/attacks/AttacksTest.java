package bft.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import bft.attacks.catalogue.Attacks;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
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
    void gaussianHasTheGivenDeviationAndIsNewForEachWorkerAndRound() {
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
                "zero,nothing"
            })
    void refusesUnknownAttacksAndParameters(String spec) {
        assertThatIllegalArgumentException().isThrownBy(() -> Attacks.of(spec));
    }

    @Test
    void steeringPutsTheMeanOfAllWhereTheAdversaryWants() {
        // Honest mean (2, 3): with target -1 the mean of all five is (-2, -3), with 0 it is 0.
        AdversaryView view =
                Views.omniscient(2, new float[] {1, 2}, new float[] {3, 4}, new float[] {2, 3});
        Offset<Float> rounding = Offset.offset(1e-5f);
        assertThat(meanOfAll("linear-steering", view))
                .containsExactly(new float[] {-2, -3}, rounding);
        assertThat(meanOfAll("linear-steering:target=5", view))
                .containsExactly(new float[] {10, 15}, rounding);
        assertThat(meanOfAll("sum-to-zero", view)).containsExactly(new float[] {0, 0}, rounding);
    }

    @Test
    void innerProductManipulationTurnsAndEmpireShortens() {
        AdversaryView view = Views.omniscient(1, new float[] {1, 2}, new float[] {3, 4});
        assertThat(first("inner-product-manipulation:epsilon=2", view)).containsExactly(-4, -6);
        assertThat(first("empire:factor=1", view)).containsExactly(0, 0);
        assertThat(first("empire:factor=3", view)).containsExactly(-4, -6);
    }

    @Test
    void hiddenVulnerabilityMovesTheCoordinateAskedFor() {
        AdversaryView view = Views.omniscient(1, new float[] {1, 2}, new float[] {3, 4});
        assertThat(first("hidden-vulnerability:factor=9", view)).containsExactly(2, 12);
        assertThat(first("hidden-vulnerability:factor=9,coordinate=0", view))
                .containsExactly(11, 3);
        assertThat(first("hidden-vulnerability:factor=9,coordinate=all", view))
                .containsExactly(11, 12);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> first("hidden-vulnerability:factor=9,coordinate=2", view))
                .withMessage("coordinate must be in -2..1, got 2");
    }

    @Test
    void mimicRepeatsOneHonestWorkerAndRefusesOneThatIsNotThere() {
        AdversaryView view = Views.omniscient(1, new float[] {1, 2}, new float[] {3, 4});
        assertThat(first("mimic:worker=1", view)).containsExactly(3, 4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> first("mimic:worker=2", view))
                .withMessage("mimic: worker must be in 0..1, got 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"min-max", "min-max:direction=sign", "min-max:direction=deviation"})
    void minMaxStaysAsNearToEachHonestVectorAsTheFarthestTwoAreAndNoNearer(String spec) {
        float[][] honest = Views.random(9, 5, 21);
        float[] forged = first(spec, Views.omniscient(3, honest));
        double allowed = 0;
        double used = 0;
        for (float[] a : honest) {
            used = Math.max(used, distance(forged, a));
            for (float[] b : honest) {
                allowed = Math.max(allowed, distance(a, b));
            }
        }
        assertThat(used).isBetween(allowed - 1e-4, allowed + 1e-6);
    }

    @Test
    void antiCgeIsOppositeToTheKeptAndJustShorterThanTheNext() {
        // f = 1 of n = 4: kept are the h - f = 2 of least norm, (1, 0) and (0, 2); the next is 5.
        AdversaryView view =
                Views.omniscient(1, new float[] {3, 4}, new float[] {1, 0}, new float[] {0, 2});
        float length = (float) Math.sqrt(5);
        assertThat(first("anti-cge", view))
                .containsExactly(new float[] {-5 / length, -10 / length}, within(1e-5f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"opt-ipm", "opt-alie", "empire:factor=search"})
    void aSearchNeedsTheRule(String spec) {
        AdversaryView view = Views.omniscient(1, new float[] {1, 2}, new float[] {3, 4});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> first(spec, view))
                .withMessageContaining("needs to know the rule");
    }

    @ParameterizedTest
    @ValueSource(strings = {"opt-ipm", "opt-alie"})
    void aSearchedFactorHarmsMoreThanNone(String spec) {
        float[][] honest = Views.random(8, 6, 5);
        AdversaryView view = Views.omniscient(3, honest);
        AggregationRule median = Rules.of("median", 3);
        float[] forged = first(spec, Views.knowing(median, view));
        float[] mean = first("little-is-enough:z=0", view);
        assertThat(damage(median, honest, forged, mean))
                .isGreaterThan(1.5 * damage(median, honest, mean, mean));
    }

    @Test
    void fittedNoiseHasTheMeanAndDeviationOfTheHonest() {
        // Two values 2 +- sqrt(1/2): mean 2, and over n - 1 a deviation of 1.
        float half = (float) Math.sqrt(0.5);
        float[][] honest = new float[2][100_000];
        Arrays.fill(honest[0], 2 - half);
        Arrays.fill(honest[1], 2 + half);
        float[][] forged = Attacks.of("gaussian-fit").forge(Views.omniscient(2, honest));
        double mean = doubles(forged[0]).average().orElseThrow();
        double variance = doubles(forged[0]).map(x -> (x - mean) * (x - mean)).average().orElse(0);
        assertThat(mean).isCloseTo(2, within(4 / Math.sqrt(100_000)));
        assertThat(Math.sqrt(variance)).isCloseTo(1, within(0.02));
        assertThat(forged[1]).isNotEqualTo(forged[0]);
    }

    @Test
    void gaussianSendsOneDrawIfAsked() {
        float[][] forged =
                Attacks.of("gaussian:draw=common").forge(Views.omniscient(2, new float[5]));
        assertThat(forged[1]).isEqualTo(forged[0]);
    }

    @Test
    void dropLosesTheShareAskedForAndKeepsTheRest() {
        float[] own = new float[10_000];
        Arrays.fill(own, 3);
        float[] forged = first("drop:share=0.3", Views.colluding(4, own));
        assertThat(doubles(forged).filter(x -> x == 0).count()).isBetween(2_800L, 3_200L);
        assertThat(doubles(forged).filter(x -> x != 0)).containsOnly(3.0);
    }

    @Test
    void aLossyLinkLosesWholeDatagrams() {
        float[] own = new float[10_000];
        Arrays.fill(own, 3);
        float[] forged =
                first("lossy-link:loss=0.3,datagram=10,lost=zero", Views.colluding(4, own));
        assertThat(doubles(forged).filter(x -> x == 0).count()).isBetween(2_500L, 3_500L);
        for (int from = 0; from < forged.length; from += 10) {
            assertThat(Arrays.copyOfRange(forged, from, from + 10)).containsOnly(forged[from]);
        }
    }

    @Test
    void aLossyLinkFillsGapsWithNothingOrNoise() {
        AdversaryView view = Views.colluding(4, new float[1_000]);
        assertThat(first("lossy-link:loss=1", view)).containsOnly(Float.NaN);
        double[] noise = doubles(first("lossy-link:loss=1,lost=noise,std=10", view)).toArray();
        assertThat(Arrays.stream(noise).map(x -> x * x).average().orElseThrow())
                .isBetween(80.0, 120.0);
    }

    @Test
    void modelReplacementOutweighsTheMeanOfAll() {
        // n = 8, two of them: each sends 8 / (0.5 * 2) = 8 times its own.
        AdversaryView view = Views.colluding(8, new float[] {1, -2}, new float[] {0, 3});
        float[][] forged = Attacks.of("model-replacement:eta=0.5").forge(view);
        assertThat(forged[0]).containsExactly(8, -16);
        assertThat(forged[1]).containsExactly(0, 24);
    }

    @Test
    void sybilsHideTheirCommonPullFromEachOtherButNotFromTheSum() {
        float[][] honest = Views.random(6, 1000, 9);
        AdversaryView view = Views.omniscient(4, honest);
        float[][] forged = Attacks.of("sybil:scale=2,jitter=3").forge(view);
        float[] pull = first("omniscient-negative:scale=2", view);
        for (int i = 0; i < 1000; i++) {
            float sum = forged[0][i] + forged[1][i] + forged[2][i] + forged[3][i];
            assertThat(sum).isCloseTo(4 * pull[i], within(1e-4f));
        }
        // |b + e|^2 = (1 + 9) |b|^2, and <b + e_1, b + e_2> = (1 - 9/3) |b|^2.
        double squared = dot(pull, pull);
        assertThat(dot(forged[0], forged[0]) / squared).isBetween(9.0, 11.0);
        assertThat(dot(forged[0], forged[1]) / squared).isBetween(-2.7, -1.3);
    }

    @Test
    void listsItsEntries() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Attacks.of("nothing"))
                .withMessageStartingWith("no attack 'nothing'; there are gaussian, random,");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Attacks.of("gaussian:sd=1"))
                .withMessage(
                        "gaussian has no parameter 'sd', did you mean 'std'?"
                                + " (there are std, mean, draw)");
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

    private static float[] meanOfAll(String spec, AdversaryView view) {
        float[][] all = Arrays.copyOf(view.honest(), view.n());
        float[][] forged = Attacks.of(spec).forge(view);
        System.arraycopy(forged, 0, all, view.n() - view.f(), view.f());
        return Aggregator.sequential()
                .aggregate(Rules.of("mean", 0), all, RoundContext.first(1))
                .output();
    }

    private static double damage(
            AggregationRule rule, float[][] honest, float[] forged, float[] mean) {
        float[][] all = Arrays.copyOf(honest, honest.length + rule.f());
        Arrays.fill(all, honest.length, all.length, forged);
        return distance(
                Aggregator.sequential().aggregate(rule, all, RoundContext.first(1)).output(), mean);
    }

    private static double distance(float[] a, float[] b) {
        double squared = 0;
        for (int i = 0; i < a.length; i++) {
            squared += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(squared);
    }

    private static DoubleStream doubles(float[] values) {
        return Arrays.stream(toDoubles(values));
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static double[] toDoubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
