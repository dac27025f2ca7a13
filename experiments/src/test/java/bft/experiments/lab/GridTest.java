package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GridTest {
    private static Axis axis(String name, String... labels) {
        return new Axis(
                name,
                List.of(labels).stream()
                        .map(label -> new Axis.Value(label, Map.of(name, label)))
                        .toList());
    }

    /** 2 * 3 points, the last axis fastest. */
    @Test
    void pointsAreAllCombinationsOfTheValues() {
        List<Point> points =
                Axis.points(
                        new Settings(Map.of("f", "9", "n", "20")),
                        List.of(axis("rule", "mean", "krum"), axis("f", "1", "2", "3")));
        assertThat(points)
                .extracting(Point::name)
                .containsExactly(
                        "mean,f=1", "mean,f=2", "mean,f=3", "krum,f=1", "krum,f=2", "krum,f=3");
        assertThat(points.get(4).settings().values())
                .isEqualTo(Map.of("rule", "krum", "f", "2", "n", "20"));
    }

    @Test
    void withoutAxesThereIsOnePoint() {
        List<Point> points = Axis.points(new Settings(Map.of("n", "20")), List.of());
        assertThat(points).extracting(Point::name).containsExactly("all");
    }

    /** Of two axes that set the same the later one has its way. */
    @Test
    void aLaterAxisLiesOverAnEarlierOne() {
        var first = new Axis("a", List.of(new Axis.Value("x", Map.of("f", "1", "n", "5"))));
        var second = new Axis("b", List.of(new Axis.Value("y", Map.of("f", "2"))));
        Point point = Axis.points(new Settings(Map.of()), List.of(first, second)).get(0);
        assertThat(point.settings().values()).isEqualTo(Map.of("f", "2", "n", "5"));
        assertThat(point.labels()).isEqualTo(Map.of("a", "x", "b", "y"));
    }

    @Test
    void aNameSaysTheAxisOfANumberOnly() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("rule", "krum");
        labels.put("rate", "0.1");
        labels.put("attack", "1e3");
        assertThat(Point.name(labels)).isEqualTo("krum,rate=0.1,1e3");
    }

    @Test
    void settingsAreNumbersOrRefused() {
        var settings = new Settings(Map.of("n", "7", "rate", "0.5", "rule", "krum", "x", "NaN"));
        assertThat(settings.integer("n", 1)).isEqualTo(7);
        assertThat(settings.integer("f", 1)).isEqualTo(1);
        assertThat(settings.number("rate", 1)).isEqualTo(0.5);
        assertThat(settings.number("n", 1)).isEqualTo(7);
        assertThatThrownBy(() -> settings.integer("rate", 1))
                .hasMessage("rate must be a whole number, got '0.5'");
        assertThatThrownBy(() -> settings.number("rule", 1))
                .hasMessage("rule must be a number, got 'krum'");
        assertThatThrownBy(() -> settings.number("x", 1))
                .hasMessage("x must be a number, got 'NaN'");
    }

    @Test
    void figuresOfAPointStandInTheOrderOfTheSeeds() {
        Results results =
                new HandMade(List.of("final"), List.of(9L, 3L), "rule=mean krum")
                        .at("mean", 0.9, 0.3)
                        .at("krum", 0.1, 0.2)
                        .results(List.of("krum.final <= mean.final"));
        assertThat(results.measured("mean", "final")).containsExactly(0.9, 0.3);
        assertThat(results.measured("mean", "loss")).containsExactly(Double.NaN, Double.NaN);
        // Seed by seed 0.8 and 0.1: their median is 0.45.
        assertThat(results.verdicts().get(0).margin()).isEqualTo(0.45);
    }
}
