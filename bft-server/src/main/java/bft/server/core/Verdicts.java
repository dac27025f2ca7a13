package bft.server.core;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;

/** Translates a filter's decision on a gradient into the protocol's verdict. */
final class Verdicts {
    private Verdicts() {}

    static Verdict verdict(Admission admission) {
        if (admission instanceof Rejected rejected) {
            return new Refused(refusal(rejected.reason()), rejected.detail());
        }
        return new Accepted(((Admitted) admission).weight());
    }

    private static Refusal refusal(Rejection reason) {
        return switch (reason) {
            case DUPLICATE -> Refusal.DUPLICATE;
            case LIPSCHITZ_EXCEEDED -> Refusal.LIPSCHITZ_EXCEEDED;
            case TOO_FREQUENT -> Refusal.TOO_FREQUENT;
            case LOW_SCORE -> Refusal.LOW_SCORE;
        };
    }
}
