package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Conditions;
import bft.experiments.scenario.Defence;
import bft.experiments.scenario.Learning;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.Scenario;
import bft.experiments.scenario.Task;
import bft.server.core.JobEnd;
import bft.server.metrics.RoundLog;
import bft.server.metrics.RoundRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final LoadedScenario BASE = loaded(1);

    private static LoadedScenario loaded(long seed) {
        var task = new Task("built-in", Path.of("unused"), "softmax", "random", 16);
        var learning = new Learning("sgd", "0.1", 40, 40);
        return new Scenario(task, Cohort.honest(8), Defence.rounds(0, "mean"), learning, seed)
                .load();
    }

    private static double accuracy(Cohort cohort, Defence defence) {
        LoadedScenario loaded = BASE.with(cohort, defence);
        JobEnd end = Simulation.run(loaded, (round, model) -> {});
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
        Simulation.run(loaded, (round, model) -> rounds.add(round));
        assertThat(rounds).hasSize(40);
        assertThat(rounds.get(39).present()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(rounds.get(39).distrusted().keySet()).containsExactly(6, 7);
    }

    @Test
    void moreBadWorkersThanDeclaredEndTheRunWithAMessage() {
        LoadedScenario loaded =
                BASE.with(Cohort.attacked(8, 3, "non-finite"), Defence.rounds(2, "median"));
        JobEnd end = Simulation.run(loaded, (round, model) -> {});
        assertThat(end.isFinished()).isFalse();
        assertThat(end.message()).contains("n=8, f=2");
    }

    /** A constant vector has coefficient 0, so that of three honest workers one is too steep. */
    @Test
    void kardamAloneGoesOnAsLongAsRefusedWorkersHaveAnotherAttempt() {
        assertThat(endOf("kardam:votes=off").isFinished()).isTrue();
        assertThat(endOf("kardam:votes=off,attempts=1").message()).contains("makes no step");
    }

    private static JobEnd endOf(String filter) {
        var constant = new Cohort(4, 1, "sign-flip", "constant");
        var conditions = new Conditions("exponential:mean=1", "0", "0", 0, "none", "none");
        LoadedScenario loaded =
                BASE.with(constant, Defence.asynchronous(1, "mean", filter)).with(conditions);
        return Simulation.run(loaded, (round, model) -> {});
    }

    private static List<String> records(Conditions conditions, long seed) {
        var scenario =
                new Scenario(
                        BASE.scenario().task(),
                        Cohort.attacked(8, 2, "sign-flip:scale=10"),
                        Defence.rounds(2, "trimmed-mean"),
                        new Learning("sgd", "0.1", 20, 20),
                        conditions,
                        seed);
        List<String> lines = new ArrayList<>();
        JobEnd end =
                Simulation.run(
                        scenario.load(),
                        (round, model) ->
                                lines.add(
                                        RoundLog.toJson(round).encode()
                                                + Arrays.hashCode(model.parameters())));
        assertThat(end.isFinished()).as(end.message()).isTrue();
        return lines;
    }

    @Test
    void theSameSeedGivesTheSameRecordsToTheBitWhateverHappensOnTheWay() {
        var conditions =
                new Conditions(
                        "pareto:minimum=0.5,shape=1.5",
                        "log-normal:median=0.01,sigma=1",
                        "0.05",
                        0.05,
                        Conditions.NONE,
                        "random:count=4,within=20,longest=5");
        List<String> first = records(conditions, 5);
        assertThat(records(conditions, 5)).isEqualTo(first);
        assertThat(records(conditions, 6)).isNotEqualTo(first);
    }

    @Test
    void aRoundDoesNotWaitForOneSlowWorkerAfterTheGraceTime() {
        List<RoundRecord> rounds = new ArrayList<>();
        var conditions =
                new Conditions(
                        "constant:value=1,factors=100/1",
                        "0",
                        "0",
                        0,
                        Conditions.NONE,
                        Conditions.NONE);
        var loaded = BASE.with(Cohort.honest(8), Defence.rounds(2, "median")).with(conditions);
        Simulation.run(loaded, (round, model) -> rounds.add(round));
        assertThat(rounds.get(39).present()).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(rounds.get(39).collectNanos()).isEqualTo(1_000_000_000);
    }

    @Test
    void behavioursTakeTheirTime() {
        List<RoundRecord> rounds = new ArrayList<>();
        var cohort = new Cohort(8, 2, "zero", "silent:after=3");
        var loaded = BASE.with(cohort, Defence.rounds(2, "median"));
        Simulation.run(loaded, (round, model) -> rounds.add(round));
        assertThat(rounds.get(2).present()).hasSize(8);
        assertThat(rounds.get(3).present()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(rounds).hasSize(40);
    }
}
