package bft.aggregation.admission.filter;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import org.junit.jupiter.api.Test;

class TrustedWorkerTest {
    private final TrustedWorker filter = new TrustedWorker(2, new ZenoPlusPlus(0.1, 0.001, 0));

    private Admission admit(int worker, float... gradient) {
        return filter.admit(new Contribution(worker, 0, gradient), version -> new float[0]);
    }

    private void assertRefused(Admission admission, Rejection reason) {
        assertThat(admission).isInstanceOf(Rejected.class);
        assertThat(((Rejected) admission).reason()).isEqualTo(reason);
    }

    @Test
    void rejectsAllBeforeTheTrustedWorkerHasSent() {
        assertRefused(admit(0, 3, 4), Rejection.LOW_SCORE);
        assertThat(admit(2, 3, 4)).isEqualTo(new Admitted(1));
        assertThat(admit(0, 6, 8)).isEqualTo(new Admitted(0.5));
    }

    @Test
    void rejectsGradientsThatAscendOnTheTrustedWorkersData() {
        admit(2, 3, 4);
        assertRefused(admit(0, -3, -4), Rejection.LOW_SCORE);
        admit(2, -3, -4);
        assertThat(admit(0, -3, -4)).isEqualTo(new Admitted(1));
    }

    @Test
    void keepsACopyOfTheTrustedGradient() {
        float[] gradient = {3, 4};
        admit(2, gradient);
        gradient[0] = -300;
        assertThat(admit(0, 3, 4)).isEqualTo(new Admitted(1));
    }
}
