package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunConfig;
import bft.server.metrics.GradientReport;
import bft.server.metrics.ReportedFigure;
import bft.server.metrics.RoundRecord;
import bft.worker.wire.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Workers report how good the model is on rows of their own, and liars that it is perfect. */
class FederatedEvaluationTest {
    private static LoadedRun loaded(String... more) {
        return RunConfig.of(
                        "batch=16",
                        "workers=12",
                        "byzantine=3",
                        "rule=multi-krum",
                        "evaluation=held-out:share=0.2,every=10",
                        "rounds=31",
                        "seed=4")
                .with(more)
                .load();
    }

    private static List<RoundRecord> rounds(LoadedRun loaded) {
        List<RoundRecord> rounds = new ArrayList<>();
        Simulation.run(loaded, (round, model) -> rounds.add(round));
        return rounds;
    }

    private static ReportedFigure evaluated(RoundRecord round) {
        return round.reported().get(Figure.HELD_OUT_ACCURACY);
    }

    @Test
    void oneRoundOfTenHasTheFiguresAndTheyAreThoseOfTheModel() {
        LoadedRun loaded = loaded("attackers=0");
        List<Double> measured = new ArrayList<>();
        measured.add(loaded.evaluate(loaded.initialParameters()).accuracy());
        List<RoundRecord> rounds = new ArrayList<>();
        Simulation.run(
                loaded,
                (round, model) -> {
                    rounds.add(round);
                    measured.add(loaded.evaluate(model.parameters()).accuracy());
                });
        for (RoundRecord round : rounds) {
            int version = (int) round.round();
            boolean isDue = version % 10 == 0;
            assertThat(round.reported().containsKey(Figure.HELD_OUT_ACCURACY)).isEqualTo(isDue);
            if (isDue && version > 0) {
                assertThat(evaluated(round).workers()).isEqualTo(12);
                assertThat(evaluated(round).median())
                        .as("version %s", version)
                        .isBetween(measured.get(version) - 0.07, measured.get(version) + 0.07);
            }
        }
    }

    /** Three of twelve say 1 of a first model near 0.1, which would move a mean by 0.2. */
    @Test
    void liarsMoveTheMedianWithinWhatHonestWorkersReport() {
        double honest = evaluated(rounds(loaded("attackers=0", "rounds=1")).get(0)).median();
        LoadedRun loaded = loaded("attackers=3", "attack=mimic:worker=0", "rounds=1");
        ReportedFigure lied = evaluated(rounds(loaded).get(0));
        assertThat(honest).isLessThan(0.3);
        assertThat(lied.workers()).isEqualTo(12);
        assertThat(lied.median()).isBetween(honest - 0.07, honest + 0.07);
    }

    @Test
    void distrustedWorkersAreLeftOutAndCounted() {
        ReportedFigure last =
                evaluated(rounds(loaded("attackers=3", "attack=sign-flip:scale=10")).get(30));
        assertThat(last.workers()).isEqualTo(9);
        assertThat(last.distrusted()).isEqualTo(3);
    }

    /** Liars say with every gradient that the model is perfect. */
    @Test
    void liarsAloneMakeNoEvaluation() {
        LoadedRun loaded = loaded("attackers=3", "attack=mimic:worker=0", "rounds=11");
        assertThat(
                        rounds(loaded).stream()
                                .filter(
                                        round ->
                                                round.reported()
                                                        .containsKey(Figure.HELD_OUT_ACCURACY)))
                .extracting(RoundRecord::round)
                .containsExactly(0L, 10L);
    }

    @Test
    void inAStreamWorkersReportAsTheyComeBy() {
        LoadedRun loaded =
                loaded("mode=async", "filter=none", "attackers=0", "compute=exponential:mean=1");
        long most =
                rounds(loaded).stream()
                        .filter(round -> round.reported().containsKey(Figure.HELD_OUT_ACCURACY))
                        .mapToLong(round -> evaluated(round).workers())
                        .max()
                        .orElseThrow();
        assertThat(most).isGreaterThan(6);
    }

    @Test
    void partialWorkIsInTheRecordOfEachWorker() {
        LoadedRun loaded = loaded("local=local-steps:k=4,least=1", "attackers=0", "rounds=6");
        List<Integer> said =
                rounds(loaded).stream()
                        .flatMap(round -> round.workers().stream())
                        .map(GradientReport::localSteps)
                        .map(OptionalInt::orElseThrow)
                        .toList();
        assertThat(said).hasSize(72).contains(1, 2, 3, 4);
        assertThat(said.stream().allMatch(steps -> steps >= 1 && steps <= 4)).isTrue();
    }
}
