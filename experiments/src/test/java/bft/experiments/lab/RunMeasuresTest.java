package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.run.RunConfig;
import bft.server.metrics.GradientReport;
import bft.server.metrics.Guarantee;
import bft.server.metrics.ReportedFigure;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.Tally;
import bft.worker.model.Evaluation;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Figure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunMeasuresTest {
    /** Workers 0 to 2 are honest, 3 is not; the row of 2 is excluded. */
    private static final RoundRecord ROUND =
            round(
                    List.of(row(0, 0.5, 1), row(2, 0, 0.25), row(3, 0.5, 0.25)),
                    Map.of(
                            0, calls(Map.of(0L, 1, 2L, 1), Map.of(Refusal.LIPSCHITZ_EXCEEDED, 1)),
                            2, calls(Map.of(4L, 1), Map.of()),
                            3,
                                    calls(
                                            Map.of(0L, 1),
                                            Map.of(
                                                    Refusal.LIPSCHITZ_EXCEEDED,
                                                    2,
                                                    Refusal.DUPLICATE,
                                                    1))));

    private static RoundRecord round(List<GradientReport> workers, Map<Integer, Tally> calls) {
        return new RoundRecord(
                0,
                1,
                1,
                workers,
                new TreeMap<>(),
                new TreeMap<>(calls),
                new TreeMap<>(),
                1,
                0,
                0,
                List.of(),
                Guarantee.UNKNOWN,
                new TreeMap<>());
    }

    private static GradientReport row(int worker, double weight, double dampening) {
        return new GradientReport(
                worker, weight, 0, 0, 0, dampening, Optional.empty(), Optional.empty());
    }

    private static Tally calls(Map<Long, Integer> accepted, Map<Refusal, Integer> refused) {
        return new Tally(new TreeMap<>(accepted), new TreeMap<>(refused));
    }

    private static RunOutcome outcome(String mode) {
        return outcome(mode, ROUND);
    }

    private static RunOutcome outcome(String mode, RoundRecord round) {
        RunConfig config =
                RunConfig.of("workers=4", "byzantine=1", "rounds=1", "batch=1", "mode=" + mode);
        var tally = new RunMeasures(config, 10);
        tally.point(0, new Evaluation(0.1, 2));
        tally.round(round);
        return tally.outcome(OptionalDouble.empty(), Optional.empty());
    }

    @Test
    void whatWorkersReportIsAMeasureThatTheLastReportDecides() throws Exception {
        assertThat(outcome("bsp").measure("evaluated")).isNaN();
        var reported = new ReportedFigure(0.75, 0.5, 1, 3, 0);
        var round =
                new RoundRecord(
                        0,
                        1,
                        1,
                        List.of(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        1,
                        0,
                        0,
                        List.of(),
                        Guarantee.UNKNOWN,
                        new TreeMap<>(Map.of(Figure.HELD_OUT_ACCURACY, reported)));
        assertThat(outcome("bsp", round).measure("evaluated")).isEqualTo(0.75);
    }

    @Test
    void whatIsAcceptedInRoundsIsTheRowsThatCounted() throws Exception {
        RunOutcome outcome = outcome("bsp");
        assertThat(outcome.measure("accepted")).isEqualTo(2.0 / 4);
        assertThat(outcome.measure("accepted-honest")).isEqualTo(1.0 / 3);
        assertThat(outcome.measure("accepted-byzantine")).isEqualTo(1);
    }

    @Test
    void whatIsAcceptedOfAStreamIsTheGradientsThatTheFilterTook() throws Exception {
        RunOutcome outcome = outcome("async");
        assertThat(outcome.measure("accepted")).isEqualTo(4.0 / 8);
        assertThat(outcome.measure("accepted-honest")).isEqualTo(3.0 / 4);
        assertThat(outcome.measure("accepted-byzantine")).isEqualTo(1.0 / 4);
    }

    @Test
    void stalenessIsOfGradientsAndDampeningOfRows() throws Exception {
        RunOutcome outcome = outcome("async");
        assertThat(outcome.staleness()).containsExactly(2L, 0L, 1L, 0L, 1L);
        assertThat(outcome.measure("staleness")).isEqualTo(6.0 / 4);
        assertThat(outcome.measure("dampening")).isEqualTo(0.5);
    }

    /** A filter that sums buffers up has rows that belong to no worker. */
    @Test
    void whatNothingWasMeasuredOfIsNoNumber() throws Exception {
        RunOutcome outcome = outcome("async", round(List.of(), Map.of()));
        for (String measure :
                List.of("dampening", "attack-weight", "staleness", "accepted-byzantine")) {
            assertThat(outcome.measure(measure)).as(measure).isNaN();
        }
        assertThat(outcome.measure("rounds")).isEqualTo(1);
    }
}
