package bft.server.core;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.server.metrics.Reasons;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;

/** Translates a filter's decision on a gradient into the protocol's verdict. */
public final class Verdicts {
    private Verdicts() {}

    static Verdict verdict(Admission admission) {
        if (admission instanceof Rejected rejected) {
            return new Refused(refusal(rejected.reason()), rejected.detail());
        }
        return new Accepted(((Admitted) admission).weight());
    }

    /** A refusal as text, which {@link #refused} reads. */
    public static String text(Refused refused) {
        return refused.reason().name() + " " + refused.detail();
    }

    /**
     * The refusal in a text.
     *
     * @throws IllegalArgumentException if there is no such reason
     */
    static Refused refused(String text) {
        int end = text.indexOf(' ');
        String reason = end < 0 ? text : text.substring(0, end);
        return new Refused(Reasons.of(reason), text.substring(end + 1));
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
