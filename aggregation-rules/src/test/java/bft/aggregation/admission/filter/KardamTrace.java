package bft.aggregation.admission.filter;

import static bft.aggregation.admission.AsynchronousAgreementTest.dampeningOf;
import static bft.aggregation.admission.AsynchronousAgreementTest.floats;
import static bft.aggregation.admission.AsynchronousAgreementTest.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.aggregation.admission.filter.Kardam.Coefficients;
import bft.aggregation.admission.filter.LipschitzFilter.Candidate;
import bft.aggregation.admission.filter.LipschitzFilter.Threshold;
import bft.aggregation.kernels.Finite;
import bft.aggregation.kernels.Vectors;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Replays one trace of Kardam against the filter and, beside it, against the Lipschitz filter. */
public final class KardamTrace {
    private final JsonNode trace;
    private final Kardam kardam;
    private final Candidate candidate;
    private final int bundleSize;
    private final List<float[]> models = new ArrayList<>();
    private int accepted;

    private KardamTrace(JsonNode trace) {
        this.trace = trace;
        candidate =
                Candidate.valueOf(trace.at("/params/candidate").asText().toUpperCase(Locale.ROOT));
        bundleSize = trace.at("/params/bundle").asInt();
        kardam =
                new Kardam(
                        trace.path("n").asInt(),
                        trace.path("f").asInt(),
                        new Coefficients(candidate, Threshold.ALL),
                        true,
                        dampeningOf(trace),
                        1);
        models.add(floats(trace.at("/params/initialModel")));
    }

    public static KardamTrace of(JsonNode trace) {
        return new KardamTrace(trace);
    }

    public void replay(int event) {
        JsonNode in = trace.path("input").get(event);
        JsonNode out = trace.path("output").get(event);
        String at = trace.path("id").asText() + " event " + event;
        var contribution =
                new Contribution(
                        in.path("worker").asInt(),
                        in.path("version").asLong(),
                        floats(in.path("gradient")));
        boolean isTaken =
                Finite.isFinite(contribution.gradient()) && isTaken(at, contribution, out);
        assertThat(isTaken).as(at).isEqualTo(out.path("accept").asBoolean());
        accepted += isTaken ? 1 : 0;
        if (out.has("threshold")) {
            requireThreshold(at, number(out.path("threshold")));
        }
        assertThat(out.has("model")).isEqualTo(isTaken && accepted % bundleSize == 0);
        if (out.has("model")) {
            models.add(floats(out.path("model")));
            kardam.updated(models.size() - 1);
        }
    }

    /** Gradients that are not finite never get here, since callers check that before the filter. */
    private boolean isTaken(String at, Contribution contribution, JsonNode out) {
        assertThat(out.has("finite")).as(at).isFalse();
        Admission admission = kardam.admit(contribution, version -> models.get((int) version));
        if (admission instanceof Admitted admitted) {
            assertThat(admitted.weight())
                    .as(at)
                    .isCloseTo(out.path("lambda").asDouble(), within(1e-9));
            return true;
        }
        assertThat(((Rejected) admission).reason()).as(at).isEqualTo(reason(out));
        return false;
    }

    private static Rejection reason(JsonNode out) {
        if (out.has("repeatedVersion")) {
            return Rejection.DUPLICATE;
        }
        return out.path("lipschitz").asBoolean()
                ? Rejection.TOO_FREQUENT
                : Rejection.LIPSCHITZ_EXCEEDED;
    }

    private void requireThreshold(String at, double expected) {
        double threshold = kardam.threshold();
        if (Double.isInfinite(expected)) {
            assertThat(threshold).as(at).isEqualTo(expected);
        } else {
            double tolerance = 1e-9 + (1e-5 + rounding()) * expected;
            assertThat(threshold).as(at).isCloseTo(expected, within(tolerance));
        }
    }

    /** Rounding of two models to floats, relative to the shortest path between two versions. */
    private double rounding() {
        double largest = 0;
        double shortest = Double.POSITIVE_INFINITY;
        for (int t = 0; t < models.size(); t++) {
            largest = Math.max(largest, Vectors.norm(models.get(t)));
            for (int s = 0; s < t; s++) {
                shortest = Math.min(shortest, Vectors.distance(models.get(s), models.get(t)));
            }
        }
        return Math.ulp((float) largest) / shortest;
    }
}
