package bft.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunConfig;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.Tally;
import bft.worker.client.Model;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attacks in time over real sockets: two of seven workers, against five that are honest. */
@Timeout(180)
class BehaviourIT {
    private static final int STEPS = 40;

    /**
     * Guessing gives 0.1, and so does a successful attack; the order of arrivals changes other
     * accuracies by a few points.
     */
    private static final double LEARNED = 0.7;

    private static final int HONEST = 5;

    private static LoadedRun loaded(String behaviour, String mode) {
        return RunConfig.of(
                        "workers=" + (HONEST + 2),
                        "byzantine=2",
                        "behaviour=" + behaviour,
                        "mode=" + mode,
                        "rounds=" + STEPS,
                        "grace=5ms",
                        "seed=3")
                .load();
    }

    private static List<RoundRecord> rounds(LoadedRun loaded) throws Exception {
        var observer = new RecordingObserver();
        try (var run = new LoopbackRun(loaded, observer)) {
            assertThat(run.run()).isEmpty();
        }
        requireLearned(loaded, observer.newest());
        return observer.rounds();
    }

    private static void requireLearned(LoadedRun loaded, Model model) {
        assertThat(model.version()).isEqualTo(STEPS);
        assertThat(loaded.evaluate(model.parameters()).accuracy()).isGreaterThan(LEARNED);
    }

    private static int ofByzantine(List<RoundRecord> rounds, ToIntFunction<Tally> count) {
        return rounds.stream()
                .flatMap(round -> round.tallies().tailMap(HONEST).values().stream())
                .mapToInt(count)
                .sum();
    }

    /** A round accepts one gradient of each worker and refuses all others. */
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
        List<RoundRecord> rounds = rounds(loaded(behaviour, "bsp"));
        assertThat(rounds).allSatisfy(r -> assertThat(r.present()).doesNotHaveDuplicates());
        assertThat(ofByzantine(rounds, Tally::refusedCount)).isGreaterThanOrEqualTo(refusals);
    }

    /** Constant vectors pass the filter, and the rule behind it has to tolerate them. */
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
        List<RoundRecord> rounds = rounds(loaded(behaviour, "async"));
        assertThat(ofByzantine(rounds, Tally::acceptedCount) > 0).isEqualTo(isTaken);
    }
}
