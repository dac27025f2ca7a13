package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Learning;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.Scenario;
import bft.experiments.scenario.Task;
import bft.server.JobEnd;
import bft.server.metrics.RoundRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InProcessRunTest {
    private static final LoadedScenario BASE = loaded(new Cohort(8, 0, "", 0, "mean"), 1);

    private static LoadedScenario loaded(Cohort cohort, long seed) {
        var task = new Task("built-in", Path.of("unused"), "softmax", "random", 16);
        return new Scenario(task, cohort, new Learning("sgd", "0.1", 40, 40), seed).load();
    }

    private static double accuracy(Cohort cohort) {
        LoadedScenario loaded = BASE.with(cohort);
        JobEnd end = InProcessRun.run(loaded, (round, model) -> {});
        assertThat(end.isFinished()).as(end.message()).isTrue();
        return loaded.evaluate(end.model().parameters()).accuracy();
    }

    @Test
    void multiKrumStandsWhereTheMeanFalls() {
        double free = accuracy(new Cohort(6, 0, "", 0, "mean"));
        double mean = accuracy(new Cohort(8, 2, "sign-flip:scale=10", 2, "mean"));
        double krum = accuracy(new Cohort(8, 2, "sign-flip:scale=10", 2, "multi-krum"));
        assertThat(free).isGreaterThan(0.8);
        assertThat(mean).isLessThan(0.3);
        assertThat(krum).isGreaterThan(free - 0.05);
    }

    @Test
    void nonFiniteGradientsCostOnlyTheirSendersVotes() {
        List<RoundRecord> rounds = new ArrayList<>();
        LoadedScenario loaded = BASE.with(new Cohort(8, 2, "non-finite", 2, "median"));
        InProcessRun.run(loaded, (round, model) -> rounds.add(round));
        assertThat(rounds).hasSize(40);
        assertThat(rounds.get(39).present()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(rounds.get(39).distrusted().keySet()).containsExactly(6, 7);
    }

    @Test
    void moreBadWorkersThanDeclaredEndTheRunWithAMessage() {
        LoadedScenario loaded = BASE.with(new Cohort(8, 3, "non-finite", 2, "median"));
        JobEnd end = InProcessRun.run(loaded, (round, model) -> {});
        assertThat(end.isFinished()).isFalse();
        assertThat(end.message()).contains("n=8, f=2");
    }
}
