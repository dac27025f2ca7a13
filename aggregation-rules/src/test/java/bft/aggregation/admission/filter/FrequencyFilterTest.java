package bft.aggregation.admission.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrequencyFilterTest {
    private static final float[] GRADIENT = {1};

    private static Admission admit(FrequencyFilter filter, int worker) {
        return filter.admit(new Contribution(worker, 0, GRADIENT), version -> GRADIENT);
    }

    @Test
    void aWorkerWaitsForTwoFOthers() {
        var filter = new FrequencyFilter(4, 1);
        assertThat(admit(filter, 0)).isInstanceOf(Admitted.class);
        assertThat(admit(filter, 0))
                .isEqualTo(
                        new Rejected(
                                Rejection.TOO_FREQUENT,
                                "worker 0 sent one of the last 2 accepted"));
        admit(filter, 1);
        assertThat(admit(filter, 0)).isInstanceOf(Rejected.class);
        admit(filter, 2);
        assertThat(admit(filter, 0)).isInstanceOf(Admitted.class);
    }

    @Test
    void anyTwoFPlusOneSuccessiveAcceptedGradientsHaveDistinctSenders() {
        var filter = new FrequencyFilter(10, 3);
        var random = new Random(7);
        List<Integer> accepted = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int worker = random.nextInt(10);
            if (admit(filter, worker) instanceof Admitted) {
                accepted.add(worker);
            }
        }
        for (int i = 0; i + 7 <= accepted.size(); i++) {
            assertThat(new HashSet<>(accepted.subList(i, i + 7))).hasSize(7);
        }
    }

    @Test
    void withoutByzantineWorkersItRejectsNothing() {
        var filter = new FrequencyFilter(1, 0);
        assertThat(admit(filter, 0)).isInstanceOf(Admitted.class);
        assertThat(admit(filter, 0)).isInstanceOf(Admitted.class);
    }

    @Test
    void needsEnoughHonestWorkersToAlternate() {
        assertThatThrownBy(() -> new FrequencyFilter(9, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the frequency filter needs n >= 3f+1 and f >= 0, got n=9, f=3");
    }
}
