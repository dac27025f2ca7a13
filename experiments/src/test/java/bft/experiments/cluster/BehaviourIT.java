package bft.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.policy.Filters;
import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Defence;
import bft.experiments.scenario.Learning;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.Scenario;
import bft.experiments.scenario.Task;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.Tally;
import bft.worker.client.Model;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attacks in time over real sockets: two of seven workers, against five that are honest. */
@Timeout(180)
class BehaviourIT {
    private static final long GRACE_NANOS = 5_000_000;
    private static final int STEPS = 40;

    /**
     * Chance is 0.1, and what an attack leads to; who came first moves the rest by a few points.
     */
    private static final double LEARNED = 0.7;

    private static final int HONEST = 5;

    private static LoadedScenario loaded(String behaviour, Defence defence) {
        var task = new Task("built-in", Path.of("unused"), "softmax", "random", 32);
        var cohort = new Cohort(HONEST + 2, 2, "sign-flip:scale=10", behaviour);
        var learning = new Learning("sgd", "0.1", STEPS, STEPS);
        return new Scenario(task, cohort, defence, learning, 3).load();
    }

    private static void requireLearned(LoadedScenario loaded, Model model) {
        assertThat(model.version()).isEqualTo(STEPS);
        assertThat(loaded.evaluate(model.parameters()).accuracy()).isGreaterThan(LEARNED);
    }

    private static int ofByzantine(List<RoundRecord> rounds, ToIntFunction<Tally> count) {
        return rounds.stream()
                .flatMap(round -> round.tallies().tailMap(HONEST).values().stream())
                .mapToInt(count)
                .sum();
    }

    /** A round takes one vote of each; whatever else they send is refused. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "flood:messages=5,every=0; 1",
                "duplicate:copies=5; 1",
                "come-and-go:models=2,seconds=0.05; 0",
                "silent:after=3; 0"
            })
    void roundsGoOn(String behaviour, int refusals) throws Exception {
        LoadedScenario loaded = loaded(behaviour, Defence.rounds(2, "multi-krum"));
        try (var run = new LoopbackRun(loaded, GRACE_NANOS)) {
            requireLearned(loaded, run.run());
            assertThat(run.rounds())
                    .allSatisfy(r -> assertThat(r.present()).doesNotHaveDuplicates());
            assertThat(ofByzantine(run.rounds(), Tally::refusedCount))
                    .isGreaterThanOrEqualTo(refusals);
        }
    }

    /** Constant vectors pass the filter, which is what the votes behind it are for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "constant;                  true",
                "burst:good=5;              true",
                "flood:messages=5,every=0;  true",
                "silent;                    false"
            })
    void streamsGoOn(String behaviour, boolean isTaken) throws Exception {
        var kardam = Defence.asynchronous(2, Filters.DEFAULT_RULE, "kardam");
        LoadedScenario loaded = loaded(behaviour, kardam);
        try (var run = new LoopbackRun(loaded, GRACE_NANOS)) {
            requireLearned(loaded, run.run());
            assertThat(ofByzantine(run.rounds(), Tally::acceptedCount) > 0).isEqualTo(isTaken);
        }
    }
}
