package bft.aggregation.admission.filter;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import org.junit.jupiter.api.Test;

class TrustedWorkerTest {
    private final TrustedWorker filter = new TrustedWorker(2, new ZenoPlusPlus(0.1, 0.001, 0));

    private Verdict judge(int worker, float... gradient) {
        return filter.judge(new Contribution(worker, 0, gradient), version -> new float[0]);
    }

    private void assertRefused(Verdict verdict, Refusal reason) {
        assertThat(verdict).isInstanceOf(Refused.class);
        assertThat(((Refused) verdict).reason()).isEqualTo(reason);
    }

    @Test
    void nobodyCountsBeforeTheTrustedWorkerHasSent() {
        assertRefused(judge(0, 3, 4), Refusal.LOW_SCORE);
        assertThat(judge(2, 3, 4)).isEqualTo(new Accepted(1));
        assertThat(judge(0, 6, 8)).isEqualTo(new Accepted(0.5));
    }

    @Test
    void whoClimbsOnTheTrustedWorkersDataIsRefused() {
        judge(2, 3, 4);
        assertRefused(judge(0, -3, -4), Refusal.LOW_SCORE);
        judge(2, -3, -4);
        assertThat(judge(0, -3, -4)).isEqualTo(new Accepted(1));
    }

    @Test
    void whatIsTrustedIsTheGradientAsItWas() {
        float[] gradient = {3, 4};
        judge(2, gradient);
        gradient[0] = -300;
        assertThat(judge(0, 3, 4)).isEqualTo(new Accepted(1));
    }
}
