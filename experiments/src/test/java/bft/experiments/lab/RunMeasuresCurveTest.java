package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.experiments.run.RunConfig;
import bft.server.metrics.GradientReport;
import bft.server.metrics.Guarantee;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.Tally;
import bft.worker.model.Evaluation;
import bft.worker.verdict.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The measures of several rounds and measurements. */
class RunMeasuresCurveTest {
    private static RunMeasures tally(int rounds) {
        return new RunMeasures(
                RunConfig.of(
                        "workers=3",
                        "byzantine=1",
                        "rule=median",
                        "rounds=" + rounds,
                        "eval-every=1"),
                250);
    }

    /** Rows of workers 0, 1 and the Byzantine 2. */
    private static void round(RunMeasures tally, double first, double second, double byzantine) {
        var refusals = new TreeMap<>(Map.of(Refusal.NON_FINITE, 2, Refusal.DUPLICATE, 5));
        var rows = List.of(row(0, first, 1), row(1, second, 0.5), row(2, byzantine, 0));
        tally.round(
                new RoundRecord(
                        0,
                        1,
                        1,
                        rows,
                        refusals,
                        new TreeMap<>(),
                        new TreeMap<>(),
                        1,
                        0,
                        0,
                        List.of(),
                        Guarantee.UNKNOWN,
                        new TreeMap<>()));
    }

    private static GradientReport row(int worker, double weight, double dampening) {
        return new GradientReport(
                worker, weight, 0, 0, 0, dampening, Optional.empty(), Optional.empty());
    }

    private static RunOutcome whole(RunMeasures tally) {
        return tally.outcome(OptionalDouble.empty(), Optional.empty());
    }

    /** The mean is over what training made, (0.6 + 0.9 + 0.3) / 3, not over the first model. */
    @Test
    void accuraciesAreTheLastTheBestAndTheMeanAfterTheStart() {
        RunMeasures tally = tally(10);
        tally.point(0, new Evaluation(0.1, 4));
        tally.point(4, new Evaluation(0.6, 2));
        tally.point(8, new Evaluation(0.9, 1));
        tally.point(10, new Evaluation(0.3, 3));
        RunOutcome outcome = whole(tally);
        assertThat(outcome.measure("final")).isEqualTo(0.3);
        assertThat(outcome.measure("best")).isEqualTo(0.9);
        assertThat(outcome.measure("mean")).isCloseTo(0.6, within(1e-12));
        assertThat(outcome.measure("loss")).isEqualTo(3);
        assertThat(outcome.curve("accuracy").orElseThrow().x()).containsExactly(0, 4, 8, 10);
        assertThat(outcome.curve("loss").orElseThrow().y()).containsExactly(4, 2, 1, 3);
    }

    @Test
    void ofARunThatMadeNoModelAllAccuraciesAreThatOfTheFirst() {
        RunMeasures tally = tally(10);
        tally.point(0, new Evaluation(0.1, 4));
        RunOutcome outcome = tally.outcome(OptionalDouble.of(0.75), Optional.of("no quorum"));
        for (String measure : new String[] {"final", "best", "mean"}) {
            assertThat(outcome.measure(measure)).as(measure).isEqualTo(0.1);
        }
        assertThat(outcome.measure("failed")).isEqualTo(1);
        assertThat(outcome.measure("rounds")).isZero();
        assertThat(outcome.measure("attack-success")).isEqualTo(0.75);
        assertThat(outcome.measure("accepted")).isNaN();
        assertThat(outcome.failure()).isEqualTo("no quorum");
    }

    /**
     * Weights: honest 0.5 + 0.5 + 1 + 0 = 2, Byzantine 0 + 0.5 = 0.5 of 2.5. Rows that counted: two
     * of two honest, then one; of Byzantine ones one of two. Dampening: 2 rounds of (1 + 0.5 + 0) /
     * 3.
     */
    @Test
    void weightsAndRowsAddUpOverTheRounds() {
        RunMeasures tally = tally(2);
        tally.point(0, new Evaluation(0.1, 4));
        round(tally, 0.5, 0.5, 0);
        round(tally, 1, 0, 0.5);
        RunOutcome outcome = whole(tally);
        assertThat(outcome.measure("attack-weight")).isCloseTo(0.5 / 2.5, within(1e-12));
        assertThat(outcome.measure("accepted-honest")).isEqualTo(3.0 / 4);
        assertThat(outcome.measure("accepted-byzantine")).isEqualTo(1.0 / 2);
        assertThat(outcome.measure("accepted")).isEqualTo(4.0 / 6);
        assertThat(outcome.measure("dampening")).isEqualTo(0.5);
        assertThat(outcome.measure("dropped")).isEqualTo(4);
        assertThat(outcome.measure("rounds")).isEqualTo(2);
    }

    /** Two calls of 250 values each way, each of 4 local steps; the target is met after 3 s. */
    @Test
    void localStepsCountAsGradientsAndTheTargetIsReachedAtItsFirstMeasurement() {
        var tally =
                new RunMeasures(
                        RunConfig.of(
                                "workers=3",
                                "byzantine=1",
                                "rule=median",
                                "rounds=2",
                                "target=0.7",
                                "federated=fedavg:k=4"),
                        250);
        tally.point(0, new Evaluation(0.1, 4));
        var calls = new Tally(new TreeMap<>(Map.of(0L, 1)), new TreeMap<>());
        for (int k = 0; k < 2; k++) {
            tally.round(
                    new RoundRecord(
                            k,
                            k + 1,
                            1,
                            List.of(row(0, 1, 1)),
                            new TreeMap<>(),
                            new TreeMap<>(Map.of(0, calls)),
                            new TreeMap<>(),
                            1,
                            1_000_000_000L,
                            500_000_000L,
                            List.of(),
                            Guarantee.UNKNOWN,
                            new TreeMap<>()));
            tally.point(k + 1, new Evaluation(0.6 + 0.1 * k, 1));
        }
        RunOutcome outcome = whole(tally);
        assertThat(outcome.measure("gradients")).isEqualTo(8);
        // A frame has a prefix of 5 bytes, and 3 for the field of the data.
        assertThat(outcome.measure("pushed")).isEqualTo(2 * (5 + 3 + 250 * 4) / 1e6);
        assertThat(outcome.measure("megabytes"))
                .isCloseTo(outcome.measure("pushed") + 2 * 250 * 4 / 1e6, within(1e-12));
        assertThat(outcome.measure("gradients-to-target")).isEqualTo(8);
        assertThat(outcome.measure("megabytes-to-target")).isEqualTo(outcome.measure("megabytes"));
        assertThat(outcome.measure("seconds")).isEqualTo(3);
        assertThat(outcome.measure("seconds-to-target")).isEqualTo(3);
    }

    /**
     * 80 rounds in 40 segments are two a segment. In the first, worker 0 has 0.5 + 1 of 1 + 1.5,
     * the Byzantine one 0 + 0.5; segments without a round have no shares.
     */
    @Test
    void trustIsTheShareOfTheWeightInEachStretch() {
        RunMeasures tally = tally(80);
        tally.point(0, new Evaluation(0.1, 4));
        round(tally, 0.5, 0.5, 0);
        round(tally, 1, 0, 0.5);
        round(tally, 0, 0.25, 0.75);
        var trust = whole(tally).trust();
        assertThat(trust).hasSize(3).allMatch(shares -> shares.size() == 40);
        assertThat(trust.get(0).subList(0, 3)).containsExactly(0.6, 0.0, 0.0);
        assertThat(trust.get(1).subList(0, 3)).containsExactly(0.2, 0.25, 0.0);
        assertThat(trust.get(2).subList(0, 3)).containsExactly(0.2, 0.75, 0.0);
    }

    /** A round whose step was skipped is reported, and replaced by another. */
    @Test
    void roundsBeyondThoseThatMadeAVersionCountToTheLastStretch() {
        RunMeasures tally = tally(2);
        tally.point(0, new Evaluation(0.1, 4));
        round(tally, 1, 0, 0);
        round(tally, 0, 1, 0);
        round(tally, 0, 0, 1);
        assertThat(whole(tally).trust().get(2)).containsExactly(0.0, 0.5);
    }
}
