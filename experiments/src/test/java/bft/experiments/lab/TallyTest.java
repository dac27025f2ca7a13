package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Defence;
import bft.experiments.scenario.Learning;
import bft.experiments.scenario.Scenario;
import bft.experiments.scenario.Task;
import bft.worker.model.Evaluation;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TallyTest {
    /** Workers 0 to 2 are honest, 3 is not; the row of 2 is left out. */
    private static final String ROUND =
            """
            {"workers": [
              {"worker": 0, "weight": 0.5, "dampening": 1},
              {"worker": 2, "weight": 0, "dampening": 0.25},
              {"worker": 3, "weight": 0.5, "dampening": 0.25}],
             "calls": [
              {"worker": 0, "accepted": {"0": 1, "2": 1}, "refused": {"LIPSCHITZ_EXCEEDED": 1}},
              {"worker": 2, "accepted": {"4": 1}, "refused": {}},
              {"worker": 3, "accepted": {"0": 1}, "refused": {"LIPSCHITZ_EXCEEDED": 2, "DUPLICATE": 1}}]}
            """;

    private static Outcome outcome(Defence defence) throws Exception {
        return outcome(defence, ROUND);
    }

    private static Outcome outcome(Defence defence, String round) throws Exception {
        var scenario =
                new Scenario(
                        new Task("built-in", Path.of(""), "softmax", "random", 1),
                        Cohort.attacked(4, 1, "sign-flip"),
                        defence,
                        new Learning("sgd", "0.1", 1, 1),
                        0);
        var tally = new Tally(scenario);
        tally.point(0, new Evaluation(0.1, 2));
        tally.round(new JsonMapper().readTree(round));
        return tally.outcome(OptionalDouble.empty(), Optional.empty());
    }

    @Test
    void whatIsAcceptedInRoundsIsTheRowsThatCounted() throws Exception {
        Outcome outcome = outcome(Defence.rounds(1, "krum"));
        assertThat(outcome.measure("accepted")).isEqualTo(2.0 / 4);
        assertThat(outcome.measure("accepted-honest")).isEqualTo(1.0 / 3);
        assertThat(outcome.measure("accepted-byzantine")).isEqualTo(1);
    }

    @Test
    void whatIsAcceptedOfAStreamIsTheGradientsThatTheFilterTook() throws Exception {
        Outcome outcome = outcome(Defence.asynchronous(1, "median", "kardam"));
        assertThat(outcome.measure("accepted")).isEqualTo(4.0 / 8);
        assertThat(outcome.measure("accepted-honest")).isEqualTo(3.0 / 4);
        assertThat(outcome.measure("accepted-byzantine")).isEqualTo(1.0 / 4);
    }

    @Test
    void stalenessIsOfGradientsAndDampeningOfRows() throws Exception {
        Outcome outcome = outcome(Defence.asynchronous(1, "median", "kardam"));
        assertThat(outcome.staleness()).containsExactly(2L, 0L, 1L, 0L, 1L);
        assertThat(outcome.measure("staleness")).isEqualTo(6.0 / 4);
        assertThat(outcome.measure("dampening")).isEqualTo(0.5);
    }

    /** A filter that sums buffers up has rows of no worker in particular. */
    @Test
    void whatNothingWasMeasuredOfIsNoNumber() throws Exception {
        Outcome outcome =
                outcome(
                        Defence.asynchronous(1, "median", "basgd"),
                        "{'workers': [], 'calls': []}".replace('\'', '"'));
        for (String measure :
                List.of("dampening", "attack-weight", "staleness", "accepted-byzantine")) {
            assertThat(outcome.measure(measure)).as(measure).isNaN();
        }
        assertThat(outcome.measure("rounds")).isEqualTo(1);
    }
}
