package bft.experiments.plot;

import bft.experiments.record.Series;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Test accuracy over rounds, one curve a series.
 *
 * @param title above the plot
 * @param series the curves, in the order of the legend
 */
public record Figure(String title, List<Series> series) {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 520;

    /** Dark enough for a white page, told apart by readers who confuse red and green. */
    private static final Color[] COLOURS = {
        new Color(0x55, 0x55, 0x55), new Color(0xd5, 0x5e, 0x00), new Color(0x00, 0x72, 0xb2),
        new Color(0x00, 0x9e, 0x73), new Color(0xe6, 0x9f, 0x00), new Color(0xcc, 0x79, 0xa7)
    };

    /**
     * Writes the plot twice, as {@code name.svg} and {@code name.png}.
     *
     * @throws IOException when a file cannot be written
     */
    public void write(Path directory, String name) throws IOException {
        Picture.write(chart(), directory, name);
    }

    private XYChart chart() {
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(title)
                        .xAxisTitle("round")
                        .yAxisTitle("test accuracy")
                        .build();
        chart.getStyler().setLocale(Locale.ROOT);
        chart.getStyler()
                .setYAxisMin(0.0)
                .setYAxisMax(1.0)
                .setLegendPosition(LegendPosition.OutsideE)
                .setChartBackgroundColor(Color.WHITE)
                .setSeriesColors(COLOURS);
        chart.getStyler()
                .setPlotGridLinesStroke(new BasicStroke(0.5f))
                .setXAxisTickMarkSpacingHint(80)
                .setYAxisTickMarkSpacingHint(60);
        for (Series s : series) {
            if (s.x().length > 0) {
                chart.addSeries(s.name(), s.x(), s.y()).setMarker(SeriesMarkers.NONE);
            }
        }
        return chart;
    }
}
