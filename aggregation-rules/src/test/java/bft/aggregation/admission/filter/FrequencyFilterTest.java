package bft.aggregation.admission.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Judgement;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.aggregation.admission.Taken;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrequencyFilterTest {
    private static final float[] GRADIENT = {1};

    private static Judgement judge(FrequencyFilter filter, int worker) {
        return filter.judge(new Contribution(worker, 0, GRADIENT), version -> GRADIENT);
    }

    @Test
    void aWorkerWaitsForTwoFOthers() {
        var filter = new FrequencyFilter(4, 1);
        assertThat(judge(filter, 0)).isInstanceOf(Taken.class);
        assertThat(judge(filter, 0))
                .isEqualTo(
                        new Rejected(
                                Rejection.TOO_FREQUENT,
                                "worker 0 sent one of the last 2 accepted"));
        judge(filter, 1);
        assertThat(judge(filter, 0)).isInstanceOf(Rejected.class);
        judge(filter, 2);
        assertThat(judge(filter, 0)).isInstanceOf(Taken.class);
    }

    @Test
    void anyTwoFPlusOneAcceptedInARowHaveAsManySenders() {
        var filter = new FrequencyFilter(10, 3);
        var random = new Random(7);
        List<Integer> accepted = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int worker = random.nextInt(10);
            if (judge(filter, worker) instanceof Taken) {
                accepted.add(worker);
            }
        }
        for (int i = 0; i + 7 <= accepted.size(); i++) {
            assertThat(new HashSet<>(accepted.subList(i, i + 7))).hasSize(7);
        }
    }

    @Test
    void toleratingNobodyItRefusesNobody() {
        var filter = new FrequencyFilter(1, 0);
        assertThat(judge(filter, 0)).isInstanceOf(Taken.class);
        assertThat(judge(filter, 0)).isInstanceOf(Taken.class);
    }

    @Test
    void needsEnoughHonestWorkersToTakeTurns() {
        assertThatThrownBy(() -> new FrequencyFilter(9, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the frequency filter needs n >= 3f+1 and f >= 0, got n=9, f=3");
    }
}
