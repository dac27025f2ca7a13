package bft.experiments.demo;

import static org.assertj.core.api.Assertions.assertThat;

import bft.attacks.AdversaryView;
import bft.server.metrics.Guarantee;
import bft.server.metrics.RoundRecord;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DemoVerdictTest {
    private static final List<Phase> PHASES =
            List.of(
                    new Phase("honest work", false, AdversaryView::own),
                    new Phase("noise", true, AdversaryView::own));

    private static ContenderProgress progress(
            String name, double clean, double attacked, Integer... suspects) {
        var progress = new ContenderProgress(name);
        progress.closed(round(1));
        progress.measured(1, clean);
        progress.closed(round(2, suspects));
        progress.measured(2, attacked);
        return progress;
    }

    private static RoundRecord round(long version, Integer... suspects) {
        var distrusted = new TreeMap<Integer, String>();
        for (Integer worker : suspects) {
            distrusted.put(worker, "non-finite");
        }
        return new RoundRecord(
                version - 1,
                version,
                3,
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                distrusted,
                1,
                0,
                0,
                List.of(),
                Guarantee.UNKNOWN,
                new TreeMap<>());
    }

    private static DemoVerdict verdict(ContenderProgress mean, ContenderProgress krum) {
        return new DemoVerdict(PHASES, 1, progress("attack-free", 0.8, 0.9), mean, List.of(krum));
    }

    @Test
    void holdsWhenTheMeanBreaksAndKrumDoesNot() {
        DemoVerdict verdict =
                verdict(progress("mean", 0.8, 0.1), progress("krum", 0.5, 0.86, 7, 8, 9));
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.lines())
                .containsExactly(
                        "verdict, at the ends of the phases with an attack",
                        "  ok   mean          falls to 10.0 %; guessing gives 10.0 %",
                        "  ok   krum          at most 4.0 points below the attack-free run",
                        "  ok   distrusted    just the attackers, 7, 8 and 9, under every robust"
                                + " rule");
    }

    @Test
    void doesNotHoldWhenTheMeanSurvives() {
        assertThat(verdict(progress("mean", 0.1, 0.7), progress("krum", 0.8, 0.9, 7, 8, 9)).holds())
                .isFalse();
    }

    @Test
    void doesNotHoldWhenKrumFallsBehind() {
        DemoVerdict verdict =
                verdict(progress("mean", 0.8, 0.1), progress("krum", 0.8, 0.84, 7, 8, 9));
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.lines().get(2)).startsWith("  BAD  krum");
    }

    @Test
    void doesNotHoldWhenAnHonestWorkerIsNamed() {
        assertThat(
                        verdict(progress("mean", 0.8, 0.1), progress("krum", 0.8, 0.9, 1, 7, 8, 9))
                                .holds())
                .isFalse();
    }

    @Test
    void doesNotHoldWhenARobustRunBreaksDown() {
        DemoVerdict verdict = verdict(progress("mean", 0.8, 0.1), new ContenderProgress("krum"));
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.lines().get(2)).startsWith("  BAD  krum").contains("broke down");
    }

    @Test
    void aMeanThatBrokeDownCountsAsGuessing() {
        assertThat(
                        verdict(new ContenderProgress("mean"), progress("krum", 0.8, 0.9, 7, 8, 9))
                                .leastOfMean())
                .isEqualTo(0.1);
    }
}
