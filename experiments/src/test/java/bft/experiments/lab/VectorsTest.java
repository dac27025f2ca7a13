package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VectorsTest {
    private static Settings settings(String rule, int d) {
        return new Settings(
                Map.of(
                        "n", "15",
                        "byzantine", "3",
                        "f", "3",
                        "d", Integer.toString(d),
                        "rule", rule,
                        "attack", "hidden-vulnerability"));
    }

    private static Outcome run(Settings settings) {
        return new Vectors().run(settings, 5, Path.of("unused"), work -> {});
    }

    @Test
    void theMeanOfHonestVectorsIsWhereTheyAre() {
        Outcome outcome = run(settings("mean", 50).with(Map.of("byzantine", "0")));
        assertThat(outcome.measure("displacement")).isCloseTo(0, within(1e-5));
    }

    @Test
    void theMeanMovesByTheShareOfTheAttackers() {
        var sent = settings("mean", 50).with(Map.of("attack", "inner-product-manipulation"));
        var more = sent.with(Map.of("attack", "inner-product-manipulation:epsilon=4"));
        double once = run(sent).measure("displacement");
        assertThat(run(more).measure("displacement")).isGreaterThan(once);
    }

    @Test
    void hiddenLeewayGrowsWithTheRootOfTheDimensionForKrumOnly() {
        double krum = run(settings("krum", 4_000)).measure("leeway");
        assertThat(krum).isGreaterThan(4 * run(settings("krum", 100)).measure("leeway"));
        assertThat(run(settings("bulyan", 4_000)).measure("leeway")).isLessThan(krum / 5);
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        assertThatThrownBy(() -> new Vectors().check(settings("krum", 0)))
                .hasMessageContaining("1 <= d <= 100000000")
                .hasMessageContaining("got d=0");
        var few = settings("krum", 10).with(Map.of("n", "6"));
        assertThatThrownBy(() -> new Vectors().check(few))
                .hasMessageContaining("krum needs n >= 2f+3, got n=6, f=3");
    }
}
