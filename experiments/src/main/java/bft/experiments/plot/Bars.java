package bft.experiments.plot;

import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.style.Styler.ChartTheme;

/**
 * Bars beside each other.
 *
 * @param title what it shows
 * @param x what the categories are
 * @param y the title of the vertical axis, with the unit
 * @param categories along the drawing
 * @param series a value for each category, by name, in the order of the legend
 * @param share whether y is a share, from 0 to 1
 */
public record Bars(
        String title,
        String x,
        String y,
        List<String> categories,
        Map<String, List<Double>> series,
        boolean share)
        implements Drawing {
    private static final int LETTER = 8;

    @Override
    public List<String> legend() {
        return List.copyOf(series.keySet());
    }

    @Override
    public boolean filled() {
        return true;
    }

    @Override
    public CategoryChart chart(int width, int height, boolean whole) {
        CategoryChart chart = prepared(new CategoryChart(width, height, ChartTheme.XChart), whole);
        if (share) {
            chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
        }
        int letters = categories.stream().mapToInt(name -> name.length() + 2).sum();
        int longest = categories.stream().mapToInt(String::length).max().orElse(0);
        if (letters * LETTER > width - 100 && longest > 2) {
            chart.getStyler().setXAxisLabelRotation(90);
        }
        chart.getStyler()
                .setAvailableSpaceFill(0.8)
                .setPlotGridVerticalLinesVisible(false)
                .setXAxisMaxLabelCount(Math.max(4, (width - 100) / (LETTER * 3)));
        int i = 0;
        for (Map.Entry<String, List<Double>> entry : series.entrySet()) {
            chart.addSeries(entry.getKey(), categories, entry.getValue())
                    .setFillColor(Palette.colour(i++ + 1));
        }
        return chart;
    }
}
