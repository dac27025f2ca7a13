package bft.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ToleranceWatchTest {
    private static final String RATIO =
            "; deviation of its gradients to their mean: 0.500, within the bound 0.750 (a proof)";

    private static RoundRecord round(int number, Tolerance tolerance) {
        return new RoundRecord(
                number,
                number + 1,
                0,
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                0,
                0,
                0,
                List.of(),
                new Guarantee(tolerance, new VarianceToNorm(0.5, 0.75, "a proof")),
                new TreeMap<>());
    }

    @Test
    void reportsEachChangeOfTheNumberOnceWithItsReason() {
        List<String> warnings = new ArrayList<>();
        var watch = new ToleranceWatch(2, warnings::add);
        var whole = new Tolerance(2, 2, 7, "");
        var low = new Tolerance(1, 2, 7, "worker 4 is silent");
        var none = new Tolerance(0, 2, 7, "4 of at least 5 workers take part");
        watch.roundClosed(round(0, whole));
        watch.roundClosed(round(1, low));
        watch.roundClosed(round(2, low));
        watch.waits(none);
        watch.waits(none);
        watch.roundClosed(round(3, whole));
        assertThat(warnings)
                .containsExactly(
                        "round 1: the job tolerates only 1 of n = 7, because worker 4 is silent"
                                + RATIO,
                        "no round: the job tolerates none of n = 7, because 4 of at least 5 workers"
                                + " take part",
                        "round 3: the job tolerates f = 2 of n = 7" + RATIO);
    }
}
