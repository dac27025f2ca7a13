package bft.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.experiments.lab.FigureRequest;
import bft.experiments.lab.FigureRequest.Kind;
import bft.experiments.lab.HandMade;
import bft.experiments.lab.RunOutcome;
import bft.experiments.plot.Band;
import bft.experiments.plot.Bars;
import bft.experiments.plot.Drawing;
import bft.experiments.plot.Heat;
import bft.experiments.plot.Lines;
import bft.experiments.record.Series;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
    private static final double NONE = Double.NaN;
    private static final double[] ROUNDS = {0, 10, 20};

    private static List<Drawing> drawn(HandMade made, FigureRequest request) {
        return new Figures(made.results(List.of(), request)).all();
    }

    private static FigureRequest request(Kind kind, String x, String lines, String measure) {
        return new FigureRequest(kind, x, lines, measure);
    }

    private static RunOutcome curve(double... accuracies) {
        var curve = new Series("accuracy", ROUNDS, accuracies);
        return new RunOutcome(Map.of(), List.of(curve), List.of(), List.of(), "");
    }

    /** Means of 0.1 and 0.3, of 0.5 and 0.9, of 0.8 and 0.8. */
    @Test
    void aCurveIsTheMeanOverTheSeedsBetweenTheLeastAndTheGreatest() {
        var made = new HandMade(List.of("final"), List.of(0L, 1L), "rule=krum");
        made.at("krum", curve(0.1, 0.9, 0.8), curve(0.3, 0.5, 0.8));
        var lines = (Lines) drawn(made, request(Kind.CURVES, "", "", "")).get(0);
        Band band = lines.bands().get(0);
        assertThat(band.name()).isEqualTo("krum");
        assertThat(band.x()).containsExactly(0, 10, 20);
        assertThat(band.middle()).containsExactly(new double[] {0.2, 0.7, 0.8}, within(1e-12));
        assertThat(band.low()).containsExactly(0.1, 0.5, 0.8);
        assertThat(band.high()).containsExactly(0.3, 0.9, 0.8);
        assertThat(lines.share()).isTrue();
    }

    @Test
    void curvesGoAsFarAsThoseOfAllSeeds() {
        var made = new HandMade(List.of("final"), List.of(0L, 1L), "rule=krum mean");
        made.at("krum", curve(0.1, NONE, 0.8), curve(0.3, 0.5, 0.8));
        made.at("mean", curve(NONE, 0.5, 0.8), curve(0.3, 0.5, 0.8));
        var lines = (Lines) drawn(made, request(Kind.CURVES, "", "", "")).get(0);
        assertThat(lines.bands()).hasSize(1);
        assertThat(lines.bands().get(0).x()).containsExactly(0);
        assertThat(lines.bands().get(0).middle())
                .containsExactly(new double[] {0.2}, within(1e-12));
    }

    @Test
    void aFigureWithoutAnyCurveIsDrawnEmpty(@TempDir Path directory) throws Exception {
        var made = new HandMade(List.of("final"), List.of(0L), "rule=krum");
        made.at("krum", curve(NONE, NONE, NONE));
        drawn(made, request(Kind.CURVES, "", "", "")).get(0).write(directory, "empty");
        assertThat(directory.resolve("empty.svg")).isNotEmptyFile();
    }

    /** For f = 1 the mean of 0.8 and 0.6 is 0.7, for f = 2 that of 0.5 and 0.2 is 0.35. */
    @Test
    void alongAnAxisEachSeedIsACurve() {
        var made = new HandMade(List.of("final"), List.of(0L, 1L), "rule=krum", "f=1 2");
        made.at("krum,f=1", 0.8, 0.6).at("krum,f=2", 0.2, 0.5);
        var lines = (Lines) drawn(made, request(Kind.ALONG, "f", "", "final")).get(0);
        Band band = lines.bands().get(0);
        assertThat(band.x()).containsExactly(1, 2);
        assertThat(band.middle()).containsExactly(new double[] {0.7, 0.35}, within(1e-12));
        assertThat(band.low()).containsExactly(0.6, 0.2);
        assertThat(band.high()).containsExactly(0.8, 0.5);
        assertThat(lines.title()).isEqualTo("Final test accuracy (share) against f");
    }

    /** Medians of 1, 9, 2 and of 4, 4, 7; the cell without a value does not decide the scale. */
    @Test
    void aHeatMapHasTheMedianOfEachCellAndAScaleToTheGreatest() {
        var made = new HandMade(List.of("loss"), List.of(0L, 1L, 2L), "rule=krum mean", "f=1 2");
        made.at("krum,f=1", 1, 9, 2).at("krum,f=2", 4, 4, 7);
        made.at("mean,f=1", 3, 3, 3).at("mean,f=2", 1, NONE, 1);
        var heat = (Heat) drawn(made, request(Kind.HEAT, "f", "rule", "loss")).get(0);
        assertThat(heat.rows()).containsExactly("krum", "mean");
        assertThat(heat.columns()).containsExactly("1", "2");
        assertThat(heat.values()[0]).containsExactly(2, 4);
        assertThat(heat.values()[1]).containsExactly(3, NONE);
        assertThat(heat.greatest()).isEqualTo(4);
    }

    @Test
    void aHeatMapOfSharesGoesToOne() {
        var made = new HandMade(List.of("final"), List.of(0L), "rule=krum", "f=1");
        made.at("krum,f=1", 0.25);
        var heat = (Heat) drawn(made, request(Kind.HEAT, "f", "rule", "final")).get(0);
        assertThat(heat.greatest()).isEqualTo(1);
    }

    private static RunOutcome stale(Long... counts) {
        return new RunOutcome(Map.of(), List.of(), List.of(counts), List.of(), "");
    }

    /** 3 + 1 gradients of version 0, 2 + 0 of 1 and 0 + 2 of 2: 4, 2 and 2 of 8. */
    @Test
    void stalenessIsTheShareOfGradientsOfAllSeeds() {
        var made = new HandMade(List.of("final"), List.of(0L, 1L), "filter=kardam none");
        made.at("kardam", stale(3L, 2L), stale(1L, 0L, 2L)).at("none", stale(), stale());
        var bars = (Bars) drawn(made, request(Kind.STALENESS, "", "filter", "")).get(0);
        assertThat(bars.categories()).containsExactly("0", "1", "2");
        assertThat(bars.series().get("kardam")).containsExactly(0.5, 0.25, 0.25);
        assertThat(bars.series().get("none")).containsExactly(0.0, 0.0, 0.0);
    }

    @Test
    void stalenessOfNoGradientAtAllIsNoFigure() {
        var made = new HandMade(List.of("final"), List.of(0L), "filter=none").at("none", stale());
        assertThat(drawn(made, request(Kind.STALENESS, "", "filter", ""))).isEmpty();
    }

    private static RunOutcome accepted(double honest, double byzantine) {
        return HandMade.outcome(Map.of("accepted-honest", honest, "accepted-byzantine", byzantine));
    }

    /** Means over the seeds that have one: of 0.5 and 1 it is 0.75, of 0.25 alone 0.25. */
    @Test
    void acceptanceIsTheMeanOverTheSeedsOfEachSide() {
        var made = new HandMade(List.of("final"), List.of(0L, 1L), "rule=krum");
        made.at("krum", accepted(0.5, 0.25), accepted(1, NONE));
        var bars = (Bars) drawn(made, request(Kind.ACCEPTANCE, "", "rule", "")).get(0);
        assertThat(bars.series().get("honest")).containsExactly(0.75);
        assertThat(bars.series().get("Byzantine")).containsExactly(0.25);
    }

    /** Of four workers an equal share is a quarter: 0.5 is 2, 0.25 is 1, 0.75 is 3. */
    @Test
    void trustIsMeasuredInEqualShares() {
        List<List<Double>> shares =
                List.of(
                        List.of(0.5, 0.25),
                        List.of(0.5, 0.0),
                        List.of(0.0, 0.0),
                        List.of(0.0, 0.75));
        var outcome = new RunOutcome(Map.of(), List.of(), List.of(), shares, "");
        var made = new HandMade(List.of("final"), List.of(0L), "rule=krum").at("krum", outcome);
        var heat = (Heat) drawn(made, request(Kind.TRUST, "", "", "")).get(0);
        assertThat(heat.values()[0]).containsExactly(2, 1);
        assertThat(heat.values()[3]).containsExactly(0, 3);
        assertThat(heat.greatest()).isEqualTo(3);
        assertThat(heat.rows()).containsExactly("0", "1", "2", "3");
        assertThat(heat.columns()).containsExactly("0", "50");
    }

    /** Two axes are shown; the third has three values, and thus three drawings. */
    @Test
    void anAxisThatIsNotShownHasADrawingForEachValue() {
        var made =
                new HandMade(List.of("final"), List.of(0L), "attack=a b c", "rule=krum", "f=1 2");
        for (String attack : List.of("a", "b", "c")) {
            made.at(attack + ",krum,f=1", 0.5).at(attack + ",krum,f=2", 0.25);
        }
        assertThat(drawn(made, request(Kind.ALONG, "f", "rule", "")))
                .extracting(Drawing::title)
                .containsExactly(
                        "Final test accuracy (share) against f: a",
                        "Final test accuracy (share) against f: b",
                        "Final test accuracy (share) against f: c");
    }
}
