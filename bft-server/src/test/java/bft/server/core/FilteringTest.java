package bft.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.policy.AdmissionPolicy;
import bft.aggregation.admission.policy.Filters;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import org.junit.jupiter.api.Test;

class FilteringTest {
    private static final StepTools TOOLS = StepTools.of(Aggregator.sequential());

    @Test
    void anErrorOfAFilterCostsTheGradientAndNothingElse() {
        AdmissionPolicy sound = Filters.of("none:bundle=2", 3, Rules.of("mean", 0));
        var broken =
                new AdmissionPolicy(
                        "broken",
                        (contribution, modelAt) -> {
                            throw new IllegalStateException("no judgement");
                        },
                        sound.buffer());
        var gradient = new Contribution(1, 0, new float[] {1, 2});

        Filtered failed = new Filtering(broken, broken.snapshot(), gradient, v -> null).run(TOOLS);

        assertThat(failed.verdict())
                .isEqualTo(
                        new Refused(
                                Refusal.FILTER_FAILED,
                                "filter broken failed: java.lang.IllegalStateException: no"
                                        + " judgement"));
        assertThat(failed.bundle()).isEmpty();
        for (int worker = 0; worker < 2; worker++) {
            var next = new Contribution(worker, 0, new float[] {3, 4});
            Filtered taken = new Filtering(sound, sound.snapshot(), next, v -> null).run(TOOLS);
            assertThat(taken.verdict()).isEqualTo(new Accepted(1));
            assertThat(taken.bundle().isPresent()).as("gradient " + worker).isEqualTo(worker == 1);
        }
    }
}
