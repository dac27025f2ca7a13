package bft.aggregation.admission.filter;

import static bft.aggregation.admission.AsynchronousAgreementTest.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import com.fasterxml.jackson.databind.JsonNode;

/** Replays one trace of Zeno++. */
public final class ZenoPlusPlusTrace {
    private ZenoPlusPlusTrace() {}

    public static void replay(JsonNode trace) {
        JsonNode params = trace.path("params");
        var filter =
                new ZenoPlusPlus(
                        params.path("learningRate").asDouble(),
                        params.path("rho").asDouble(),
                        params.path("epsilon").asDouble());
        filter.trust(floats(params.path("validationGradient")));
        for (int i = 0; i < trace.path("input").size(); i++) {
            JsonNode out = trace.path("output").get(i);
            float[] gradient = floats(trace.path("input").get(i).path("gradient"));
            Admission admission = filter.admit(new Contribution(0, 0, gradient), v -> gradient);
            assertThat(admission instanceof Admitted)
                    .as("event %d: %s", i, admission)
                    .isEqualTo(out.path("accept").asBoolean());
            if (admission instanceof Admitted admitted) {
                float[] scaled = gradient.clone();
                for (int k = 0; k < scaled.length; k++) {
                    scaled[k] = (float) (admitted.weight() * scaled[k]);
                }
                assertThat(scaled).containsExactly(floats(out.path("scaled")), within(1e-5f));
            }
            if (out.has("score")) {
                double scale = filter.scale(gradient);
                assertThat(filter.score(gradient, scale))
                        .isCloseTo(out.path("score").asDouble(), within(1e-6));
            }
        }
    }
}
