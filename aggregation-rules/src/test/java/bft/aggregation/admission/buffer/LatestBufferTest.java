package bft.aggregation.admission.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.AggregationRule;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.reducer.Mean;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatestBufferTest {
    private final List<List<Double>> weights = new ArrayList<>();
    private final LatestBuffer buffer =
            new LatestBuffer(
                    3,
                    w -> {
                        weights.add(w);
                        return new AggregationRule("mean", 0, List.of(), new Mean());
                    });

    private Bundle give(int worker, float g) {
        return buffer.add(new Contribution(worker, 0, new float[] {g}), new Admitted(1))
                .orElseThrow();
    }

    @Test
    void theLatestOfEachWorkerCountsAsOftenAsItHasSent() {
        give(2, 5);
        give(0, 1);
        Bundle full = give(2, 7);

        assertThat(full.senders()).containsExactly(0, 2);
        assertThat(full.rows()).isDeepEqualTo(new float[][] {{1}, {7}});
        assertThat(weights).containsExactly(List.of(1.0), List.of(1.0, 1.0), List.of(1.0, 2.0));
    }

    @Test
    void theRowsOfAStepUnderWayStayAsTheyAre() {
        Bundle first = give(1, 5);
        Bundle second = give(1, 6);
        give(1, 7);

        assertThat(first.rows()[0][0]).isEqualTo(5);
        assertThat(second.rows()[0][0]).isEqualTo(6);
    }
}
