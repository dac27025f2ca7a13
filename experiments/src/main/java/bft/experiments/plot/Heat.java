package bft.experiments.plot;

import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.style.Styler.ChartTheme;

/**
 * A heat map: a value for each pair, as a colour and, if asked for, as a number.
 *
 * @param title what it shows
 * @param x what the columns are
 * @param y what the rows are
 * @param columns their names
 * @param rows their names, the first at the top
 * @param values by row and column
 * @param greatest the value of the darkest colour; 0 has the lightest
 * @param numbers whether the values are written
 */
public record Heat(
        String title,
        String x,
        String y,
        List<String> columns,
        List<String> rows,
        double[][] values,
        double greatest,
        boolean numbers)
        implements Drawing {
    /** From light to dark, blue only: readable without red and green, and in print. */
    private static final Color[] SCALE = {
        new Color(0xf7, 0xfb, 0xff), new Color(0x9e, 0xca, 0xe1), new Color(0x42, 0x92, 0xc6)
    };

    @Override
    public List<String> legend() {
        return List.of();
    }

    @Override
    public HeatMapChart chart(int width, int height, boolean whole) {
        HeatMapChart chart = prepared(new HeatMapChart(width, height, ChartTheme.XChart), whole);
        chart.getStyler()
                .setMin(0)
                .setMax(greatest)
                .setRangeColors(SCALE)
                .setDrawBorder(numbers)
                .setShowValue(numbers)
                .setHeatMapValueDecimalPattern("0.00")
                .setValueFont(new Font(Font.SANS_SERIF, Font.PLAIN, width < 600 ? 10 : 13))
                .setValueFontColor(new Color(0x11, 0x11, 0x11))
                .setPlotContentSize(1)
                .setLegendVisible(whole);
        chart.getStyler()
                .setPlotGridLinesVisible(false)
                .setXAxisTickMarkSpacingHint(numbers ? 10 : 60)
                .setYAxisTickMarkSpacingHint(15)
                .setXAxisLabelRotation(numbers && width < 600 ? 60 : 0);
        List<Number[]> cells = new ArrayList<>();
        List<String> upward = new ArrayList<>();
        for (int row = rows.size() - 1; row >= 0; row--) {
            upward.add(rows.get(row));
            for (int column = 0; column < columns.size(); column++) {
                cells.add(new Number[] {column, upward.size() - 1, values[row][column]});
            }
        }
        chart.addSeries(title, columns, upward, cells);
        return chart;
    }
}
