package bft.experiments.demo;

import static org.assertj.core.api.Assertions.assertThat;

import bft.attacks.AdversaryView;
import bft.server.metrics.RoundRecord;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final List<Phase> PHASES =
            List.of(
                    new Phase("honest work", false, AdversaryView::own),
                    new Phase("noise", true, AdversaryView::own));

    private static Course course(String name, double clean, double attacked, Integer... suspects) {
        var course = new Course(name);
        course.closed(round(1));
        course.measured(1, clean);
        course.closed(round(2, suspects));
        course.measured(2, attacked);
        return course;
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
                List.of());
    }

    private static Verdict verdict(Course mean, Course krum) {
        return new Verdict(PHASES, 1, course("attack-free", 0.8, 0.9), mean, List.of(krum));
    }

    @Test
    void holdsWhenTheMeanBreaksAndKrumDoesNot() {
        Verdict verdict = verdict(course("mean", 0.8, 0.1), course("krum", 0.5, 0.86, 7, 8, 9));
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
        assertThat(verdict(course("mean", 0.1, 0.7), course("krum", 0.8, 0.9, 7, 8, 9)).holds())
                .isFalse();
    }

    @Test
    void doesNotHoldWhenKrumFallsBehind() {
        Verdict verdict = verdict(course("mean", 0.8, 0.1), course("krum", 0.8, 0.84, 7, 8, 9));
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.lines().get(2)).startsWith("  BAD  krum");
    }

    @Test
    void doesNotHoldWhenAnHonestWorkerIsNamed() {
        assertThat(verdict(course("mean", 0.8, 0.1), course("krum", 0.8, 0.9, 1, 7, 8, 9)).holds())
                .isFalse();
    }

    @Test
    void doesNotHoldWhenARobustRunBreaksDown() {
        Verdict verdict = verdict(course("mean", 0.8, 0.1), new Course("krum"));
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.lines().get(2)).startsWith("  BAD  krum").contains("broke down");
    }

    @Test
    void aMeanThatBrokeDownCountsAsGuessing() {
        assertThat(verdict(new Course("mean"), course("krum", 0.8, 0.9, 7, 8, 9)).leastOfMean())
                .isEqualTo(0.1);
    }
}
