package bft.experiments.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.experiments.record.Series;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class DrawingTest {
    private static Band band(double[] x, double[] low, double[] high) {
        return new Band("krum", x, low, low, high);
    }

    private static XYChart chart(String x, Band band, boolean share) {
        return new Lines("title", x, "y", List.of(band), share).chart(900, 520, true);
    }

    @Test
    void writesAnSvgAndAPngWithoutADisplay(@TempDir Path directory) throws Exception {
        var series = new Series("krum", new double[] {0, 1, 2}, new double[] {0.1, 0.5, 0.9});
        var empty = new Series("mean", new double[0], new double[0]);
        Lines.accuracy("accuracy", List.of(series, empty)).write(directory, "figure");

        assertThat(Files.readString(directory.resolve("figure.svg")))
                .contains("<svg")
                .endsWith("</svg>\n");
        assertThat(ImageIO.read(directory.resolve("figure.png").toFile()).getWidth())
                .isEqualTo(900);
    }

    @Test
    void accuracyIsDrawnAsMeasuredFromZeroToOne() {
        var series = new Series("krum", new double[] {0, 50, 300}, new double[] {0.1, 0.5, 0.9});
        XYChart chart = Lines.accuracy("accuracy", List.of(series)).chart(900, 520, true);
        XYSeries line = chart.getSeries("krum line");
        assertThat(line.getXData()).containsExactly(0, 50, 300);
        assertThat(line.getYData()).containsExactly(0.1, 0.5, 0.9);
        assertThat(chart.getStyler().getYAxisMin()).isZero();
        assertThat(chart.getStyler().getYAxisMax()).isEqualTo(1);
        // One run has no interval: nothing but the line and its markers is drawn.
        assertThat(chart.getSeries("krum interval")).isNull();
    }

    @Test
    void theIntervalGoesAlongTheLowEndsAndBackAlongTheHighOnes() {
        var x = new double[] {1, 2};
        XYChart chart = chart("f", band(x, new double[] {3, 4}, new double[] {5, 7}), false);
        XYSeries area = chart.getSeries("krum interval");
        assertThat(area.getXData()).containsExactly(1, 2, 2, 1);
        assertThat(area.getYData()).containsExactly(3, 4, 7, 5);
    }

    /** The greatest is 1000 and the least 10: 100 times as much is not yet more than 100 times. */
    @Test
    void valuesAreOnALogarithmicScaleFromAHundredfoldOn() {
        var x = new double[] {1, 2};
        var low = new double[] {10, 20};
        assertThat(isLogarithmic(band(x, low, new double[] {20, 1000}), false)).isFalse();
        assertThat(isLogarithmic(band(x, low, new double[] {20, 1001}), false)).isTrue();
        assertThat(isLogarithmic(band(x, low, new double[] {20, 1001}), true)).isFalse();
        assertThat(isLogarithmic(band(x, new double[] {0, 20}, new double[] {1, 1001}), false))
                .isFalse();
    }

    private static boolean isLogarithmic(Band band, boolean share) {
        return chart("f", band, share).getStyler().isYAxisLogarithmic();
    }

    @Test
    void settingsAreOnALogarithmicScaleAndRoundsAreNot() {
        var wide = band(new double[] {10, 1000}, new double[] {1, 2}, new double[] {1, 2});
        assertThat(chart("d", wide, false).getStyler().isXAxisLogarithmic()).isTrue();
        assertThat(chart(Lines.ROUND, wide, false).getStyler().isXAxisLogarithmic()).isFalse();
        var narrow = band(new double[] {10, 999}, new double[] {1, 2}, new double[] {1, 2});
        assertThat(chart("d", narrow, false).getStyler().isXAxisLogarithmic()).isFalse();
    }

    /** Of 20 points every 20 / 8 = 2nd is marked, from the last one backwards. */
    @Test
    void markersStandOnEveryFewPointsAndOnTheLast() {
        var x = new double[20];
        Arrays.setAll(x, k -> k);
        XYChart chart = chart("f", band(x, x, x), false);
        assertThat(chart.getSeries("krum").getXData())
                .containsExactly(19, 17, 15, 13, 11, 9, 7, 5, 3, 1);
    }

    @Test
    void aMissingValueIsAGapAndStopsNoDrawing(@TempDir Path directory) throws Exception {
        var gap = new double[] {1, Double.NaN, 3};
        var high = new double[] {2, Double.NaN, 4};
        var band = new Band("krum", new double[] {0, 1, 2}, gap, gap, high);
        new Lines("title", "f", "y", List.of(band), false).write(directory, "lines");
        assertThat(directory.resolve("lines.svg")).isNotEmptyFile();
    }

    @Test
    void theFirstRowOfAHeatMapIsAtItsTop() {
        var heat =
                new Heat(
                        "title",
                        "x",
                        "y",
                        List.of("a", "b"),
                        List.of("top", "bottom"),
                        new double[][] {{1, 2}, {3, 4}},
                        4,
                        true);
        var series = heat.chart(900, 520, true).getHeatMapSeries();
        // XChart counts rows upward from the bottom.
        assertThat(series.getHeatData())
                .extracting(Arrays::toString)
                .containsExactly("[0, 0, 3.0]", "[1, 0, 4.0]", "[0, 1, 1.0]", "[1, 1, 2.0]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyKindCanBeDrawnAtEverySize(boolean numbers) throws Exception {
        double[][] values = {{0.1, 0.2}, {0.3, Double.NaN}};
        List<String> names = List.of("a", "b");
        var bars = new Bars("title", "x", "y", names, Map.of("honest", List.of(0.25, 1.0)), true);
        var x = new double[] {1, 2};
        for (Drawing drawing :
                List.of(
                        new Heat("title", "x", "y", names, names, values, 1, numbers),
                        bars,
                        new Lines("title", "x", "y", List.of(band(x, x, x)), numbers))) {
            for (int width : new int[] {320, 560, 900}) {
                for (boolean whole : new boolean[] {true, false}) {
                    assertThat(Picture.drawn(drawing.chart(width, 400, whole), "svg"))
                            .as("%s, width %s", drawing, width)
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void barsHaveAValueForEachCategoryBesideTheNextSeries() {
        Map<String, List<Double>> series = Map.of("honest", List.of(0.25, 1.0));
        var chart =
                new Bars("title", "x", "y", List.of("a", "b"), series, true).chart(900, 520, true);
        assertThat(chart.getSeries("honest").getYData()).containsExactly(0.25, 1.0);
        assertThat(chart.getStyler().getYAxisMax()).isEqualTo(1);
    }

    @Test
    void refusesCurvesOfUnequalLengths() {
        assertThatThrownBy(() -> band(new double[2], new double[2], new double[3]))
                .hasMessage("a band needs three values for each x, got 2 x and 2, 2, 3");
        assertThatThrownBy(() -> new Series("krum", new double[2], new double[1]))
                .hasMessage("a series needs one y for each x, got 2 x, 1 y");
    }
}
