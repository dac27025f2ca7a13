package bft.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.wire.Figure;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportedFiguresTest {
    private static final int N = 5;

    private final ReportedFigures figures = new ReportedFigures(N, 1, 0);
    private long version;

    private void accept(int worker, double loss) {
        accept(worker, Map.of(Figure.LOSS, loss));
    }

    private void accept(int worker, Map<Figure, Double> said) {
        figures.announced(worker, new TreeMap<>(said));
        figures.accepted(worker, 0, version);
    }

    private SortedMap<Figure, ReportedFigure> close(Integer... distrusted) {
        return figures.closed(version++, Set.of(distrusted));
    }

    private static ReportedFigure only(double median, int workers) {
        return new ReportedFigure(median, Double.NaN, Double.NaN, workers, 0);
    }

    @Test
    void oneLiarAmongThreeCannotLeaveTheRangeOfTheOthers() {
        accept(0, 0.5);
        accept(1, 0.25);
        for (double lie : new double[] {-1e17, 0, 0.3, 1e17}) {
            accept(2, lie);
            double median = figures.closed(0, Set.of()).get(Figure.LOSS).median();
            assertThat(median).as("lie %s", lie).isBetween(0.25, 0.5);
        }
    }

    @Test
    void ofAnEvenNumberTheLowerMiddleIsTaken() {
        accept(0, 4);
        accept(1, 1);
        accept(2, 3);
        accept(3, 2);
        assertThat(close()).containsExactly(Map.entry(Figure.LOSS, only(2, 4)));
    }

    @Test
    void quartilesAreGivenOnceNoLiarCanBeOne() {
        for (int worker = 0; worker < N; worker++) {
            accept(worker, worker);
        }
        ReportedFigure all = close().get(Figure.LOSS);
        assertThat(all).isEqualTo(new ReportedFigure(2, 1, 3, N, 0));
    }

    @Test
    void twoReportsOfWhichOneMayLieHaveNoMedian() {
        accept(0, 0.5);
        accept(1, 0.25);
        assertThat(close().get(Figure.LOSS)).isEqualTo(only(Double.NaN, 2));
    }

    @Test
    void onlyWhatBelongsToAnAcceptedGradientCounts() {
        accept(0, 1);
        accept(1, 1);
        accept(2, 1);
        figures.announced(3, new TreeMap<>(Map.of(Figure.LOSS, 9.0)));
        assertThat(close().get(Figure.LOSS).workers()).isEqualTo(3);
        figures.accepted(0, 0, version);
        assertThat(close().get(Figure.LOSS).workers()).as("0 now says nothing").isEqualTo(2);
    }

    @Test
    void aReportIsForgottenAfterAsManyVersionsAsThereAreWorkers() {
        accept(0, 1);
        accept(1, 1);
        accept(2, 1);
        for (long round = 0; round < N; round++) {
            assertThat(close()).as("round %s", round).containsKey(Figure.LOSS);
        }
        assertThat(close()).isEmpty();
    }

    @Test
    void whatDistrustedWorkersSayIsCountedAndLeftOut() {
        accept(0, 1);
        accept(1, 2);
        accept(2, 3);
        accept(3, 1e9);
        assertThat(close(3).get(Figure.LOSS))
                .isEqualTo(new ReportedFigure(2, Double.NaN, Double.NaN, 3, 1));
    }

    @Test
    void figuresOfHeldOutRowsAreOfOneVersionAndComeOnce() {
        Map<Figure, Double> good = Map.of(Figure.HELD_OUT_ACCURACY, 0.75);
        for (int worker = 0; worker < 3; worker++) {
            accept(worker, good);
        }
        assertThat(close()).containsOnly(Map.entry(Figure.HELD_OUT_ACCURACY, only(0.75, 3)));
        accept(0, 1);
        assertThat(close()).as("nothing new of held-out rows").containsOnlyKeys(Figure.LOSS);
        assertThat(figures.latest())
                .as("the last stay for who asks")
                .containsOnlyKeys(Figure.LOSS, Figure.HELD_OUT_ACCURACY);
        accept(4, Map.of(Figure.HELD_OUT_ACCURACY, 0.875));
        assertThat(close())
                .as("one report of a newer version is not mixed with those of an older")
                .containsOnlyKeys(Figure.LOSS);
    }

    @Test
    void inAStreamReportsOfNearbyVersionsAreOneEvaluation() {
        var stream = new ReportedFigures(N, 1, 2);
        for (int worker = 0; worker < 3; worker++) {
            stream.announced(worker, new TreeMap<>(Map.of(Figure.HELD_OUT_LOSS, 1.0 + worker)));
            stream.accepted(worker, 0, 10 + worker);
        }
        assertThat(stream.closed(12, Set.of()).get(Figure.HELD_OUT_LOSS)).isEqualTo(only(2, 3));
    }

    @Test
    void theStepsThatAWorkerClaimsAreThoseOfItsLastGradient() {
        accept(1, Map.of(Figure.LOCAL_STEPS, 3.0));
        assertThat(figures.localSteps(1)).hasValue(3);
        assertThat(figures.localSteps(0)).isEmpty();
        accept(1, 0.5);
        assertThat(figures.localSteps(1)).isEmpty();
    }
}
