package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.run.RunSettings;
import bft.worker.config.SettingValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GridTest {
    private static SettingValues set(String... assignments) {
        return RunSettings.ALL.read(assignments);
    }

    private static Axis axis(String name, String... labels) {
        return new Axis(
                name,
                List.of(labels).stream()
                        .map(label -> new Axis.Value(label, set(name + "=" + label)))
                        .toList());
    }

    /** 2 * 3 points, the last axis fastest. */
    @Test
    void pointsAreAllCombinationsOfTheValues() {
        List<GridPoint> points =
                Axis.points(
                        set("byzantine=9", "workers=20"),
                        List.of(axis("rule", "mean", "krum"), axis("byzantine", "1", "2", "3")));
        assertThat(points)
                .extracting(GridPoint::name)
                .containsExactly(
                        "mean,byzantine=1",
                        "mean,byzantine=2",
                        "mean,byzantine=3",
                        "krum,byzantine=1",
                        "krum,byzantine=2",
                        "krum,byzantine=3");
        assertThat(points.get(4).settings())
                .isEqualTo(set("rule=krum", "byzantine=2", "workers=20"));
    }

    @Test
    void withoutAxesThereIsOnePoint() {
        List<GridPoint> points = Axis.points(set("workers=20"), List.of());
        assertThat(points).extracting(GridPoint::name).containsExactly("all");
    }

    /** If two axes set the same setting, the later axis wins. */
    @Test
    void aLaterAxisLiesOverAnEarlierOne() {
        var first = new Axis("a", List.of(new Axis.Value("x", set("byzantine=1", "workers=5"))));
        var second = new Axis("b", List.of(new Axis.Value("y", set("byzantine=2"))));
        GridPoint point = Axis.points(SettingValues.NONE, List.of(first, second)).get(0);
        assertThat(point.settings()).isEqualTo(set("byzantine=2", "workers=5"));
        assertThat(point.labels()).isEqualTo(Map.of("a", "x", "b", "y"));
    }

    @Test
    void aNameSaysTheAxisOfANumberOnly() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("rule", "krum");
        labels.put("rate", "0.1");
        labels.put("attack", "1e3");
        assertThat(GridPoint.name(labels)).isEqualTo("krum,rate=0.1,1e3");
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
        // For each seed 0.8 and 0.1: their median is 0.45.
        assertThat(results.verdicts().get(0).margin()).isEqualTo(0.45);
    }
}
