package bft.experiments.plot;

import bft.experiments.record.Series;
import java.awt.Color;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves with an interval around each.
 *
 * @param title what it shows
 * @param x the title of the horizontal axis, with the unit
 * @param y the title of the vertical axis, with the unit
 * @param bands the curves, in the order of the legend
 * @param share whether y is a share, from 0 to 1
 */
public record Lines(String title, String x, String y, List<Band> bands, boolean share)
        implements Drawing {
    /** The title of the horizontal axis of a training curve. */
    public static final String ROUND = "round";

    /** About the largest number of markers on a curve. */
    private static final int MARKED = 8;

    /** An axis is logarithmic if the ratio of its greatest value to its least is at least this. */
    private static final double WIDE = 100;

    /** Test accuracy over rounds, without intervals; a curve without points is omitted. */
    public static Lines accuracy(String title, List<Series> curves) {
        List<Band> bands =
                curves.stream()
                        .filter(curve -> curve.x().length > 0)
                        .map(c -> new Band(c.name(), c.x(), c.y(), c.y(), c.y()))
                        .toList();
        return new Lines(title, ROUND, "test accuracy (share)", bands, true);
    }

    @Override
    public List<String> legend() {
        return bands.stream().map(Band::name).toList();
    }

    @Override
    public XYChart chart(int width, int height, boolean whole) {
        XYChart chart = prepared(new XYChart(width, height, ChartTheme.XChart), whole);
        chart.getStyler().setXAxisTickMarkSpacingHint(width < 600 ? 110 : 70);
        if (share) {
            chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
        }
        chart.getStyler().setYAxisLogarithmic(isWide()).setXAxisLogarithmic(isLong());
        for (int i = 0; i < bands.size(); i++) {
            if (!Arrays.equals(bands.get(i).low(), bands.get(i).high())) {
                interval(chart, i);
            }
        }
        for (int i = 0; i < bands.size(); i++) {
            curve(chart, i);
        }
        return chart;
    }

    /** Whether the values differ so much that the vertical axis must be logarithmic. */
    private boolean isWide() {
        DoubleSummaryStatistics low =
                bands.stream().flatMapToDouble(b -> Arrays.stream(b.low())).summaryStatistics();
        DoubleSummaryStatistics high =
                bands.stream().flatMapToDouble(b -> Arrays.stream(b.high())).summaryStatistics();
        return !share && low.getMin() > 0 && high.getMax() > WIDE * low.getMin();
    }

    /** The same for the horizontal axis, which is never logarithmic for rounds. */
    private boolean isLong() {
        DoubleSummaryStatistics all =
                bands.stream().flatMapToDouble(b -> Arrays.stream(b.x())).summaryStatistics();
        return !x.equals(ROUND) && all.getMin() > 0 && all.getMax() >= WIDE * all.getMin();
    }

    private void interval(XYChart chart, int i) {
        Band band = bands.get(i);
        int n = band.x().length;
        double[] px = new double[2 * n];
        double[] py = new double[2 * n];
        for (int k = 0; k < n; k++) {
            px[k] = band.x()[k];
            py[k] = band.low()[k];
            px[2 * n - 1 - k] = band.x()[k];
            py[2 * n - 1 - k] = band.high()[k];
        }
        Color colour = Palette.colour(i);
        Color faint = new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 46);
        XYSeries area = chart.addSeries(band.name() + " interval", px, py);
        area.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        area.setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.NONE);
        area.setFillColor(faint).setShowInLegend(false);
    }

    /** The line, its markers at every few points, and both in the legend. */
    private void curve(XYChart chart, int i) {
        Band band = bands.get(i);
        int n = band.x().length;
        int step = Math.max(1, n / MARKED);
        XYSeries line = chart.addSeries(band.name() + " line", band.x(), band.middle());
        line.setMarker(SeriesMarkers.NONE).setLineStyle(Palette.stroke(i));
        line.setLineColor(Palette.colour(i)).setShowInLegend(false);
        int marks = (n + step - 1) / step;
        double[] mx = new double[marks];
        double[] my = new double[marks];
        for (int k = 0; k < marks; k++) {
            mx[k] = band.x()[n - 1 - k * step];
            my[k] = band.middle()[n - 1 - k * step];
        }
        XYSeries marked = chart.addSeries(band.name(), mx, my);
        marked.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        marked.setMarker(Palette.marker(i)).setMarkerColor(Palette.colour(i));
        marked.setLineColor(Palette.colour(i));
    }
}
