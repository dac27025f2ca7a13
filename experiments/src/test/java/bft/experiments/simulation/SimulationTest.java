package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunConfig;
import bft.server.core.JobEnd;
import bft.server.metrics.RoundJson;
import bft.server.metrics.RoundRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final LoadedRun BASE = loaded(1);

    private static final String ATTACKED = "workers=8 byzantine=2 attack=sign-flip:scale=10";

    private static final String NEGATED =
            "model=mlp:32 workers=10 byzantine=3 attack=sign-flip:scale=10 behaviour=burst:good=10"
                    + " mode=async compute=exponential:mean=1";

    private static LoadedRun loaded(long seed) {
        return RunConfig.of("batch=16", "rounds=40", "eval-every=40", "seed=" + seed).load();
    }

    private static double accuracy(String settings) {
        return accuracy(BASE.with(settings.split(" ")));
    }

    private static double accuracy(LoadedRun loaded) {
        JobEnd end = Simulation.run(loaded, (round, model) -> {});
        assertThat(end.isFinished()).as(end.message()).isTrue();
        return loaded.evaluate(end.model().parameters()).accuracy();
    }

    @Test
    void multiKrumStandsWhereTheMeanFalls() {
        double free = accuracy("workers=6 byzantine=0 rule=mean");
        double mean = accuracy(ATTACKED + " rule=mean");
        double krum = accuracy(ATTACKED + " rule=multi-krum");
        assertThat(free).isGreaterThan(0.8);
        assertThat(mean).isLessThan(0.3);
        assertThat(krum).isGreaterThan(free - 0.05);
    }

    @Test
    void nonFiniteGradientsCostOnlyTheirSendersVotes() {
        List<RoundRecord> rounds = new ArrayList<>();
        LoadedRun loaded =
                BASE.with("workers=8", "byzantine=2", "attack=non-finite", "rule=median");
        Simulation.run(loaded, (round, model) -> rounds.add(round));
        assertThat(rounds).hasSize(40);
        assertThat(rounds.get(39).present()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(rounds.get(39).distrusted().keySet()).containsExactly(6, 7);
    }

    @Test
    void moreBadWorkersThanDeclaredEndTheRunWithAMessage() {
        LoadedRun loaded =
                BASE.with(
                        "workers=8",
                        "byzantine=2",
                        "attackers=3",
                        "attack=non-finite",
                        "rule=median");
        JobEnd end = Simulation.run(loaded, (round, model) -> {});
        assertThat(end.isFinished()).isFalse();
        assertThat(end.message()).contains("n=8, f=2");
    }

    @Test
    void workersSendOnlyWhatTheyHoldToBeRelevant() {
        JobEnd all = filtered("local-steps:k=2,relevance:threshold=0");
        assertThat(all.model().parameters())
                .containsExactly(filtered("local-steps:k=2").model().parameters());
        JobEnd some = filtered("local-steps:k=2,relevance:threshold=0.6");
        assertThat(some.isFinished()).as(some.message()).isTrue();
        assertThat(some.model().parameters()).isNotEqualTo(all.model().parameters());
        assertThat(filtered("relevance:threshold=1", "attackers=0").isFinished()).isFalse();
    }

    private static JobEnd filtered(String local, String... more) {
        LoadedRun loaded =
                BASE.with(
                        "workers=8",
                        "byzantine=2",
                        "attack=sign-flip:scale=0.1",
                        "mode=async",
                        "filter=none",
                        "local=" + local);
        return Simulation.run(loaded.with(more), (round, model) -> {});
    }

    /** A constant vector has coefficient 0, so that of three honest workers one is too steep. */
    @Test
    void kardamAloneGoesOnAsLongAsRefusedWorkersHaveAnotherAttempt() {
        assertThat(endOf("kardam:votes=off").isFinished()).isTrue();
        assertThat(endOf("kardam:votes=off,attempts=1").message()).contains("makes no step");
    }

    /** One stale gradient makes a short path, on which an honest worker is as steep as -10 g. */
    @Test
    void kardamAloneWithstandsForgedGradientsIfAStepIsOfSeveral() {
        LoadedRun negated = loaded(9).with(NEGATED.split(" "));
        LoadedRun three = negated.with("filter=kardam:votes=off", "rounds=100");
        LoadedRun one = negated.with("filter=kardam:votes=off,bundle=1", "rounds=400");
        assertThat(accuracy(three)).isGreaterThan(0.8);
        assertThat(accuracy(one)).isLessThan(0.5);
    }

    private static JobEnd endOf(String filter) {
        LoadedRun loaded =
                BASE.with(
                        "workers=4",
                        "byzantine=1",
                        "attack=sign-flip",
                        "behaviour=constant",
                        "mode=async",
                        "filter=" + filter,
                        "compute=exponential:mean=1");
        return Simulation.run(loaded, (round, model) -> {});
    }

    private static List<String> records(String conditions, long seed) {
        RunConfig config =
                BASE.config()
                        .with(ATTACKED.split(" "))
                        .with("rule=trimmed-mean", "rounds=20", "seed=" + seed)
                        .with(conditions.split(" "));
        List<String> lines = new ArrayList<>();
        JobEnd end =
                Simulation.run(
                        config.load(),
                        (round, model) ->
                                lines.add(
                                        RoundJson.of(round).encode()
                                                + Arrays.hashCode(model.parameters())));
        assertThat(end.isFinished()).as(end.message()).isTrue();
        return lines;
    }

    @Test
    void theSameSeedGivesTheSameRecordsToTheBitWhateverHappensOnTheWay() {
        String conditions =
                "compute=pareto:minimum=0.5,shape=1.5 delay=log-normal:median=0.01,sigma=1"
                        + " step=0.05 loss=0.05 faults=random:count=4,within=20,longest=5";
        List<String> first = records(conditions, 5);
        assertThat(records(conditions, 5)).isEqualTo(first);
        assertThat(records(conditions, 6)).isNotEqualTo(first);
    }

    /** Only workers that are drawn get the version, and none that is left out counts as absent. */
    @Test
    void aSampledRoundHasTheWorkersThatAreDrawnForIt() {
        List<RoundRecord> rounds = new ArrayList<>();
        LoadedRun loaded =
                BASE.with(
                        "workers=30",
                        "byzantine=1",
                        "attackers=3",
                        "attack=inner-product-manipulation:epsilon=1",
                        "mode=sampled:m=6",
                        "rule=median",
                        "federated=fedavg:k=2");
        JobEnd end = Simulation.run(loaded, (round, model) -> rounds.add(round));
        assertThat(end.isFinished()).as(end.message()).isTrue();
        var sampling = loaded.config().sampling();
        for (RoundRecord round : rounds) {
            boolean[] drawn = sampling.drawn(round.round());
            assertThat(round.present()).hasSize(6).allMatch(worker -> drawn[worker]);
            assertThat(round.tolerated()).isEqualTo(1);
            assertThat(round.refusals()).isEmpty();
        }
    }

    @Test
    void samplingLocalStepsAndServerMomentumRepeatToTheBit() {
        String conditions = "workers=12 byzantine=1 mode=sampled:m=5 federated=diloco:k=3";
        List<String> first = records(conditions, 3);
        assertThat(records(conditions, 3)).isEqualTo(first);
        assertThat(records(conditions, 4)).isNotEqualTo(first);
    }

    @Test
    void aRoundDoesNotWaitForOneSlowWorkerAfterTheGraceTime() {
        List<RoundRecord> rounds = new ArrayList<>();
        LoadedRun loaded =
                BASE.with(
                        "workers=8",
                        "byzantine=2",
                        "attackers=0",
                        "rule=median",
                        "compute=constant:value=1,factors=100/1");
        Simulation.run(loaded, (round, model) -> rounds.add(round));
        assertThat(rounds.get(39).present()).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(rounds.get(39).collectNanos()).isEqualTo(1_000_000_000);
    }

    @Test
    void behavioursTakeTheirTime() {
        List<RoundRecord> rounds = new ArrayList<>();
        LoadedRun loaded =
                BASE.with(
                        "workers=8",
                        "byzantine=2",
                        "attack=zero",
                        "behaviour=silent:after=3",
                        "rule=median");
        Simulation.run(loaded, (round, model) -> rounds.add(round));
        assertThat(rounds.get(2).present()).hasSize(8);
        assertThat(rounds.get(3).present()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(rounds).hasSize(40);
    }
}
