package bft.server.core;

import bft.aggregation.admission.policy.AdmissionPolicy;
import bft.server.synchrony.Round;
import bft.server.synchrony.Sampling;
import bft.worker.verdict.Refusal;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Why a job ended early, as text with the numbers.
 *
 * @param begun whether a quorum of workers has ever been connected
 * @param connected workers that are connected
 * @param refusals since the last step, by reason
 */
record Failures(
        JobSettings settings,
        boolean begun,
        int connected,
        Supplier<Map<Refusal, Integer>> refusals) {
    private String tooFewWorkers() {
        return "start: %s of at least %s workers joined within %s %s"
                .formatted(
                        connected,
                        settings.quorumToBegin(),
                        seconds(settings.deadlines().startNanos()),
                        numbers());
    }

    String tooFewGradients(Round round) {
        return begun ? tooFew("round " + round.number(), round.count()) : tooFewWorkers();
    }

    String tooFewSenders(long version, int senders) {
        return begun ? tooFew("version " + version, senders) : tooFewWorkers();
    }

    private String tooFew(String where, int gradients) {
        return "%s: %s of at least %s gradients within %s %s: more than f workers are silent%s"
                .formatted(
                        where,
                        gradients,
                        settings.quorum(),
                        seconds(settings.deadlines().roundNanos()),
                        numbers(),
                        refusals.get().isEmpty() ? "" : " or refused: " + refusals.get());
    }

    String noStep(long version, int senders, AdmissionPolicy policy) {
        return "version %s: filter %s makes no step from the gradients of %s workers %s: refused %s"
                .formatted(version, policy.name(), senders, numbers(), refusals.get());
    }

    String diverged(long version, int steps, String problem) {
        return "round %s: %s steps in a row left the range of float32: training has diverged: %s"
                .formatted(version, steps, problem);
    }

    private String numbers() {
        Sampling sampling = settings.sampling();
        String sample = sampling.isPartial() ? ", m=" + sampling.m() : "";
        return "(n=" + settings.n() + sample + ", f=" + settings.f() + ")";
    }

    private static String seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) / 1000.0 + " s";
    }
}
