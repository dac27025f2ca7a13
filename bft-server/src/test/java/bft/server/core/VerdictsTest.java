package bft.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictsTest {
    @ParameterizedTest
    @EnumSource(Rejection.class)
    void aRejectionTravelsUnderItsOwnNameWithItsNumbers(Rejection reason) {
        Refused refused = (Refused) Verdicts.verdict(new Rejected(reason, "3 > 2"));
        assertThat(refused.reason().name()).isEqualTo(reason.name());
        assertThat(refused.detail()).isEqualTo("3 > 2");
    }

    @Test
    void whatCountsKeepsItsWeight() {
        assertThat(Verdicts.verdict(new Admitted(0.25))).isEqualTo(new Accepted(0.25));
    }
}
