package bft.experiments.demo;

import static org.assertj.core.api.Assertions.assertThat;

import bft.attacks.AdversaryView;
import bft.experiments.terminal.Terminal;
import bft.server.metrics.Guarantee;
import bft.server.metrics.RoundRecord;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BoardTest {
    private final ContenderProgress mean = new ContenderProgress("mean");
    private final ContenderProgress krum = new ContenderProgress("krum");
    private final Board board =
            new Board(
                    new Terminal(new PrintWriter(Writer.nullWriter()), false, false, 80),
                    List.of(
                            new Phase("honest work", false, AdversaryView::own),
                            new Phase("noise", true, AdversaryView::own)),
                    10,
                    List.of(mean, krum));

    private static RoundRecord round(long version, Map<Integer, String> distrusted) {
        return new RoundRecord(
                version - 1,
                version,
                3,
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(distrusted),
                1,
                0,
                0,
                List.of(),
                Guarantee.UNKNOWN,
                new TreeMap<>());
    }

    @Test
    void showsRoundAccuracyAndSuspectsOfEachRule() {
        mean.measured(0, 0.1);
        krum.measured(0, 0.1);
        krum.closed(round(10, Map.of(7, "distance 5.9 x the median", 9, "non-finite")));
        krum.measured(10, 0.875);
        assertThat(board.now())
                .containsExactly(
                        "",
                        "phase 1 of 2: workers 7, 8 and 9 send honest work",
                        "rule  round  accuracy  distrusted by the server",
                        "mean  0       10.0 %   -",
                        "krum  10      87.5 %   7 (far from the rest), 9 (non-finite)");
    }

    @Test
    void aPhaseHasEndedWhenEveryoneHasGotThere() {
        mean.closed(round(10, Map.of()));
        mean.measured(10, 0.5);
        assertThat(board.endOf(0)).isEmpty();
        krum.closed(round(10, Map.of()));
        krum.measured(10, 0.6);
        assertThat(board.endOf(0)).isPresent();
    }
}
