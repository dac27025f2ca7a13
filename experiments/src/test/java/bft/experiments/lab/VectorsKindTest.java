package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bft.experiments.run.RunSettings;
import bft.server.config.ServerSettings;
import bft.worker.config.SettingValues;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VectorsKindTest {
    private static SettingValues settings(String rule, int d) {
        return new VectorsKind()
                .settings()
                .read(
                        "workers=15",
                        "byzantine=3",
                        "dimension=" + d,
                        "rule=" + rule,
                        "attack=hidden-vulnerability",
                        "rounds=5");
    }

    private static RunOutcome run(SettingValues settings) {
        return new VectorsKind().run(settings, 5, Path.of("unused"), work -> {});
    }

    @Test
    void theMeanOfHonestVectorsIsWhereTheyAre() {
        RunOutcome outcome = run(settings("mean", 50).with(RunSettings.ATTACKERS, 0));
        assertThat(outcome.measure("displacement")).isCloseTo(0, within(1e-5));
    }

    @Test
    void theMeanMovesByTheShareOfTheAttackers() {
        var sent = settings("mean", 50).with(RunSettings.ATTACK, "inner-product-manipulation");
        var more = sent.with(RunSettings.ATTACK, "inner-product-manipulation:epsilon=4");
        double once = run(sent).measure("displacement");
        assertThat(run(more).measure("displacement")).isGreaterThan(once);
    }

    @Test
    void hiddenLeewayGrowsWithTheRootOfTheDimensionForKrumOnly() {
        double krum = run(settings("krum", 4_000)).measure("leeway");
        assertThat(krum).isGreaterThan(4 * run(settings("krum", 100)).measure("leeway"));
        assertThat(run(settings("bulyan", 4_000)).measure("leeway")).isLessThan(krum / 5);
    }

    /** Of 10,000 coordinates, where an honest row is a hundred away, so that a rejection is too. */
    @Test
    void hiddenVectorsAreSearchedInTheirCoordinateAndNotInAll() {
        var shift = settings("krum", 10_000).with(ServerSettings.ROUNDS, 1L);
        String whole = "hidden-vulnerability:factor=search";
        assertThat(run(shift).measure("leeway")).isGreaterThan(80);
        assertThat(run(shift.with(RunSettings.ATTACK, whole)).measure("leeway")).isLessThan(10);
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        assertThatThrownBy(() -> new VectorsKind().check(settings("krum", 200_000_000)))
                .hasMessageContaining("d <= 100000000")
                .hasMessageContaining("got d=200000000");
        var few = settings("krum", 10).with(ServerSettings.WORKERS, 6);
        assertThatThrownBy(() -> new VectorsKind().check(few))
                .hasMessageContaining("krum needs n >= 2f+3, got n=6, f=3");
    }
}
