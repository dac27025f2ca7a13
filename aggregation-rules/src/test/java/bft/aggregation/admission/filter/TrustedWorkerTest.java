package bft.aggregation.admission.filter;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Judgement;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.aggregation.admission.Taken;
import org.junit.jupiter.api.Test;

class TrustedWorkerTest {
    private final TrustedWorker filter = new TrustedWorker(2, new ZenoPlusPlus(0.1, 0.001, 0));

    private Judgement judge(int worker, float... gradient) {
        return filter.judge(new Contribution(worker, 0, gradient), version -> new float[0]);
    }

    private void assertRefused(Judgement judgement, Rejection reason) {
        assertThat(judgement).isInstanceOf(Rejected.class);
        assertThat(((Rejected) judgement).reason()).isEqualTo(reason);
    }

    @Test
    void nobodyCountsBeforeTheTrustedWorkerHasSent() {
        assertRefused(judge(0, 3, 4), Rejection.LOW_SCORE);
        assertThat(judge(2, 3, 4)).isEqualTo(new Taken(1));
        assertThat(judge(0, 6, 8)).isEqualTo(new Taken(0.5));
    }

    @Test
    void whoClimbsOnTheTrustedWorkersDataIsRefused() {
        judge(2, 3, 4);
        assertRefused(judge(0, -3, -4), Rejection.LOW_SCORE);
        judge(2, -3, -4);
        assertThat(judge(0, -3, -4)).isEqualTo(new Taken(1));
    }

    @Test
    void whatIsTrustedIsTheGradientAsItWas() {
        float[] gradient = {3, 4};
        judge(2, gradient);
        gradient[0] = -300;
        assertThat(judge(0, 3, 4)).isEqualTo(new Taken(1));
    }
}
