package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Defence;
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
    private static final LoadedScenario BASE = loaded(1);

    private static LoadedScenario loaded(long seed) {
        var task = new Task("built-in", Path.of("unused"), "softmax", "random", 16);
        var learning = new Learning("sgd", "0.1", 40, 40);
        return new Scenario(task, Cohort.honest(8), Defence.rounds(0, "mean"), learning, seed)
                .load();
    }

    private static double accuracy(Cohort cohort, Defence defence) {
        LoadedScenario loaded = BASE.with(cohort, defence);
        JobEnd end = InProcessRun.run(loaded, (round, model) -> {});
        assertThat(end.isFinished()).as(end.message()).isTrue();
        return loaded.evaluate(end.model().parameters()).accuracy();
    }

    @Test
    void multiKrumStandsWhereTheMeanFalls() {
        double free = accuracy(Cohort.honest(6), Defence.rounds(0, "mean"));
        double mean =
                accuracy(Cohort.attacked(8, 2, "sign-flip:scale=10"), Defence.rounds(2, "mean"));
        double krum =
                accuracy(
                        Cohort.attacked(8, 2, "sign-flip:scale=10"),
                        Defence.rounds(2, "multi-krum"));
        assertThat(free).isGreaterThan(0.8);
        assertThat(mean).isLessThan(0.3);
        assertThat(krum).isGreaterThan(free - 0.05);
    }

    @Test
    void nonFiniteGradientsCostOnlyTheirSendersVotes() {
        List<RoundRecord> rounds = new ArrayList<>();
        LoadedScenario loaded =
                BASE.with(Cohort.attacked(8, 2, "non-finite"), Defence.rounds(2, "median"));
        InProcessRun.run(loaded, (round, model) -> rounds.add(round));
        assertThat(rounds).hasSize(40);
        assertThat(rounds.get(39).present()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(rounds.get(39).distrusted().keySet()).containsExactly(6, 7);
    }

    @Test
    void moreBadWorkersThanDeclaredEndTheRunWithAMessage() {
        LoadedScenario loaded =
                BASE.with(Cohort.attacked(8, 3, "non-finite"), Defence.rounds(2, "median"));
        JobEnd end = InProcessRun.run(loaded, (round, model) -> {});
        assertThat(end.isFinished()).isFalse();
        assertThat(end.message()).contains("n=8, f=2");
    }
}
