package bft.aggregation.admission.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.RoundContext;
import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.aggregation.admission.filter.StalenessDampening;
import bft.aggregation.rules.Rules;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VoteBufferTest {
    private static final Admission YES = new Admitted(1);
    private static final Admission STEEP = new Rejected(Rejection.LIPSCHITZ_EXCEEDED, "");

    private final VoteBuffer buffer =
            new VoteBuffer(
                    5,
                    3,
                    Rules.of("median", 1),
                    new StalenessDampening(StalenessDampening.Kind.INVERSE, 0));

    private Optional<Bundle> give(int worker, long version, float g, Admission admission) {
        return buffer.add(new Contribution(worker, version, new float[] {g}), admission);
    }

    private static float step(Bundle full) {
        return BundleSteps.step(full, RoundContext.first(0))[0];
    }

    @Test
    void aStepIsTheRuleOverTheVotesOfMWorkers() {
        assertThat(give(3, 0, 1, YES)).isEmpty();
        assertThat(give(0, 0, 1000, YES)).isEmpty();
        Bundle full = give(1, 0, 2, YES).orElseThrow();

        assertThat(full.senders()).containsExactly(0, 1, 3);
        assertThat(step(full)).isEqualTo(2);
        assertThat(buffer.votes()).isZero();
    }

    @Test
    void aWorkerThatSendsOftenHasOneVote() {
        buffer.updated(9);
        for (int i = 0; i < 50; i++) {
            assertThat(give(0, 8, i % 2 == 0 ? 4 : 6, YES)).isEmpty();
        }
        give(1, 8, 1, new Admitted(0.5));
        Bundle full = give(2, 8, 10, YES).orElseThrow();

        assertThat(full.rows()).hasDimensions(3, 1);
        assertThat(full.rows()[0][0]).isBetween(4.9f, 5.1f);
        assertThat(full.rows()[1][0]).isEqualTo(0.5f);
    }

    @Test
    void rejectedGradientsCountOnceNMinusFWorkersAreSpent() {
        buffer.updated(4);
        assertThat(give(0, 4, 1, YES)).isEmpty();
        assertThat(give(1, 4, 2, STEEP)).isEmpty();
        assertThat(give(2, 4, 3, STEEP)).isEmpty();
        // The fourth is stale by one: it can still send on version 4.
        assertThat(give(3, 3, 8, STEEP)).isEmpty();
        Bundle full = give(3, 4, 5, STEEP).orElseThrow();

        assertThat(full.senders()).containsExactly(0, 1, 2, 3);
        assertThat(step(full)).isEqualTo(2.5f);
    }

    @Test
    void aStaleSpareIsDampened() {
        buffer.updated(4);
        give(0, 4, 1, STEEP);
        give(1, 4, 1, STEEP);
        give(2, 4, 1, STEEP);
        give(3, 1, 8, STEEP);
        Bundle full = give(3, 1, 8, STEEP).orElseThrow();

        assertThat(full.rows()[3][0]).isEqualTo(2);
    }
}
