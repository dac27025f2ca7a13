package bft.experiments.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.internal.chartpart.AxesChart;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A drawing of any size: for files, and for a page with its own colours. */
public interface Drawing {
    /** Width and height of the files, in pixels. */
    int WIDTH = 900;

    /** Height of the files, in pixels. */
    int HEIGHT = 520;

    /** What it shows, above the drawing. */
    String title();

    /** The title of the horizontal axis. */
    String x();

    /** The title of the vertical axis. */
    String y();

    /** The names of its series, in the order of {@link Palette}; empty if there is no legend. */
    List<String> legend();

    /** Whether its series are areas, not lines. */
    default boolean filled() {
        return false;
    }

    /**
     * The drawing.
     *
     * @param whole with title and legend in it, for files
     */
    IChart chart(int width, int height, boolean whole);

    /**
     * Writes {@code name.svg} and {@code name.png}, on white.
     *
     * @throws IOException if a file cannot be written
     */
    default void write(Path directory, String name) throws IOException {
        Picture.write(chart(WIDTH, HEIGHT, true), directory, name);
    }

    /**
     * An SVG element without title and legend, with a transparent background, in the page's own
     * {@code --ink} and {@code --grid}.
     */
    default String inline(int width, int height) throws IOException {
        byte[] svg = Picture.drawn(chart(width, height, false), "svg");
        return Svg.inline(new String(svg, StandardCharsets.UTF_8), width, height);
    }

    /** The chart with the settings that all charts share. */
    default <C extends AxesChart<? extends AxesChartStyler, ?>> C prepared(C chart, boolean whole) {
        chart.setTitle(title());
        chart.setXAxisTitle(x());
        chart.setYAxisTitle(y());
        style(chart.getStyler(), whole);
        return chart;
    }

    private static void style(AxesChartStyler styler, boolean whole) {
        Color background = whole ? Color.WHITE : new Color(255, 255, 255, 0);
        styler.setLocale(Locale.ROOT);
        styler.setChartBackgroundColor(background)
                .setPlotBackgroundColor(background)
                .setChartFontColor(Palette.INK)
                .setChartTitleVisible(whole)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16))
                .setLegendVisible(whole)
                .setLegendPosition(LegendPosition.OutsideE)
                .setLegendBorderColor(background)
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
                .setPlotBorderVisible(false)
                .setMarkerSize(6);
        styler.setAxisTickLabelsColor(Palette.INK)
                .setAxisTickMarksColor(Palette.GRID)
                .setPlotGridLinesColor(Palette.GRID)
                .setPlotGridLinesStroke(new BasicStroke(1))
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setYAxisTickMarkSpacingHint(45);
    }
}
