package bft.server;

import bft.aggregation.AggregationRule;
import bft.aggregation.admission.Refusal;
import bft.server.synchrony.Round;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Why a job ended early, in words with the numbers. */
record Failures(JobSettings settings) {
    String tooFewWorkers(int connected) {
        return "start: %d of at least %d workers joined within %s %s"
                .formatted(
                        connected,
                        settings.synchrony().quorum(),
                        seconds(settings.deadlines().startNanos()),
                        numbers());
    }

    String tooFewGradients(Round round, Map<Refusal, Integer> refusals) {
        return "round %d: %d of at least %d gradients within %s %s: more than f workers are silent%s"
                .formatted(
                        round.number(),
                        round.votes(),
                        settings.synchrony().quorum(),
                        seconds(settings.deadlines().roundNanos()),
                        numbers(),
                        refusals.isEmpty() ? "" : " or refused: " + refusals);
    }

    String outOfReach(Round round, Map<Refusal, Integer> refusals) {
        return "round %d: at most %d of at least %d gradients can come %s: refused %s"
                .formatted(
                        round.number(),
                        round.reachable(),
                        settings.synchrony().quorum(),
                        numbers(),
                        refusals);
    }

    String outOfRange(Round round, AggregationRule rule, double norm) {
        return "round %d: the step of rule %s and optimiser %s leaves the range of float32 (norm of the aggregate %s)"
                .formatted(round.number(), rule, settings.training().optimiser(), norm);
    }

    private String numbers() {
        return "(n=" + settings.n() + ", f=" + settings.f() + ")";
    }

    private static String seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) / 1000.0 + " s";
    }
}
