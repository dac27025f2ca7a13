package bft.experiments.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MetricsPageTest {
    @Test
    void addsTheSamplesOfOneNameAndSkipsComments() {
        MetricsPage page =
                MetricsPage.parse(
                        """
                        # HELP bft_step_seconds Time of each stage of a step.
                        bft_step_seconds_sum{stage="apply",} 1.5
                        bft_step_seconds_sum{stage="decide",} 0.25
                        bft_step_seconds_count{stage="apply",} 3.0
                        bft_model_version 7.0
                        bft_variance_to_norm_bound +Inf
                        """);
        assertEquals(1.75, page.sum("bft_step_seconds_sum"));
        assertEquals(7, page.sum("bft_model_version"));
        assertEquals(0, page.sum("bft_absent"));
        assertEquals(Double.POSITIVE_INFINITY, page.sum("bft_variance_to_norm_bound"));
    }
}
