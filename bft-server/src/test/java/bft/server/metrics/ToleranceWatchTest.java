package bft.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ToleranceWatchTest {
    @Test
    void warnsOnceWhenTheToleranceFallsAndOnceWhenItIsBack() {
        List<String> warnings = new ArrayList<>();
        var watch = new ToleranceWatch(2, warnings::add);
        int[] tolerated = {2, 1, 1, 0, 2, 2};
        for (int round = 0; round < tolerated.length; round++) {
            watch.roundClosed(
                    new RoundRecord(
                            round,
                            round + 1,
                            tolerated[round],
                            List.of(),
                            new TreeMap<>(),
                            new TreeMap<>(),
                            new TreeMap<>(),
                            0,
                            0,
                            0,
                            List.of()));
        }
        assertThat(warnings)
                .containsExactly(
                        "round 1: with 0 gradients the rule tolerates 1 faulty ones, fewer than"
                                + " f=2",
                        "round 4: with 0 gradients the rule tolerates 2 faulty ones, again f=2");
    }
}
