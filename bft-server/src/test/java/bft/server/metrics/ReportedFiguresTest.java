package bft.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.wire.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportedFiguresTest {
    private static final int N = 5;

    private final List<SortedMap<Figure, ReportedFigure>> told = new ArrayList<>();
    private final ReportedFigures figures =
            new ReportedFigures(
                    N,
                    1,
                    List.of(
                            new JobListener() {
                                @Override
                                public void reported(SortedMap<Figure, ReportedFigure> medians) {
                                    told.add(medians);
                                }
                            }));

    private void accept(int worker, double loss) {
        figures.announced(worker, new TreeMap<>(Map.of(Figure.LOSS, loss)));
        figures.accepted(worker, 0, 1);
    }

    private SortedMap<Figure, ReportedFigure> close(long round) {
        figures.roundClosed(Rounds.empty(round));
        return told.get(told.size() - 1);
    }

    @Test
    void oneLiarAmongThreeCannotLeaveTheRangeOfTheOthers() {
        accept(0, 0.5);
        accept(1, 0.25);
        for (double lie : new double[] {-1e17, 0, 0.3, 1e17}) {
            accept(2, lie);
            double median = close(0).get(Figure.LOSS).median();
            assertThat(median).as("lie %s", lie).isBetween(0.25, 0.5);
        }
    }

    @Test
    void ofAnEvenNumberTheLowerMiddleIsTaken() {
        accept(0, 4);
        accept(1, 1);
        accept(2, 3);
        accept(3, 2);
        assertThat(close(0)).containsExactly(Map.entry(Figure.LOSS, new ReportedFigure(2, 4)));
    }

    @Test
    void twoReportsOfWhichOneMayLieHaveNoMedian() {
        accept(0, 0.5);
        accept(1, 0.25);
        assertThat(close(0).get(Figure.LOSS)).isEqualTo(new ReportedFigure(Double.NaN, 2));
    }

    @Test
    void onlyWhatBelongsToAnAcceptedGradientCounts() {
        accept(0, 1);
        accept(1, 1);
        accept(2, 1);
        figures.announced(3, new TreeMap<>(Map.of(Figure.LOSS, 9.0)));
        assertThat(close(0).get(Figure.LOSS).workers()).isEqualTo(3);
        figures.accepted(0, 0, 1);
        assertThat(close(1).get(Figure.LOSS).workers()).as("0 now says nothing").isEqualTo(2);
    }

    @Test
    void aReportIsForgottenAfterAsManyVersionsAsThereAreWorkers() {
        accept(0, 1);
        accept(1, 1);
        accept(2, 1);
        for (long round = 0; round < N; round++) {
            assertThat(close(round)).as("round %s", round).containsKey(Figure.LOSS);
        }
        assertThat(close(N)).isEmpty();
    }
}
