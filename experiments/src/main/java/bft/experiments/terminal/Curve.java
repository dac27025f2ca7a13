package bft.experiments.terminal;

import bft.experiments.record.Series;
import bft.spec.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * Curves drawn with characters: braille dots (2 x 4 in a character), a colour for each series;
 * without colours, a letter for each series. Where series cross, the later one is visible.
 */
public final class Curve {
    private static final int LABEL = 7;
    private static final int BRAILLE = 0x2800;
    private static final int[][] DOTS = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};

    private final Terminal terminal;
    private final int columns;
    private final int rows;
    private final int[][] dots;
    private final int[][] owner;

    private Curve(Terminal terminal, int rows) {
        this.terminal = terminal;
        this.columns = Math.min(terminal.columns(), 100) - LABEL - 2;
        this.rows = rows;
        this.dots = new int[rows][columns];
        this.owner = new int[rows][columns];
    }

    /**
     * Lines of a drawing of values between 0 and 1 over rounds.
     *
     * @param series at most 26 of them, not modified; values outside [0, 1] or not finite are
     *     omitted
     * @param rows the height in characters
     */
    public static List<String> draw(Terminal terminal, List<Series> series, int rows) {
        double last = 1;
        for (Series s : series) {
            for (double x : s.x()) {
                last = Math.max(last, x);
            }
        }
        Curve curve = new Curve(terminal, rows);
        for (int k = 0; k < series.size(); k++) {
            curve.plot(series.get(k), k, last);
        }
        return curve.lines(series, last);
    }

    private void plot(Series s, int index, double last) {
        int fromX = -1;
        int fromY = -1;
        for (int i = 0; i < s.x().length; i++) {
            double y = s.y()[i];
            if (!(y >= 0 && y <= 1)) {
                continue;
            }
            int toX = (int) Math.round(s.x()[i] / last * (2 * columns - 1));
            int toY = (int) Math.round((1 - y) * (4 * rows - 1));
            stroke(fromX < 0 ? toX : fromX, fromX < 0 ? toY : fromY, toX, toY, index);
            fromX = toX;
            fromY = toY;
        }
    }

    private void stroke(int fromX, int fromY, int toX, int toY, int index) {
        int steps = Math.max(1, Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY)));
        for (int k = 0; k <= steps; k++) {
            int x = fromX + Math.round((float) (toX - fromX) * k / steps);
            int y = fromY + Math.round((float) (toY - fromY) * k / steps);
            dots[y / 4][x / 2] |= DOTS[x % 2][y % 4];
            owner[y / 4][x / 2] = index;
        }
    }

    private List<String> lines(List<Series> series, double last) {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            lines.add(label(row) + "┤" + cells(row));
        }
        String end = Text.of("%.0f", last);
        String axis = "0" + " ".repeat(Math.max(1, columns - 7 - end.length())) + "round " + end;
        lines.add(" ".repeat(LABEL) + "└" + "─".repeat(columns));
        lines.add(" ".repeat(LABEL + 1) + axis);
        lines.add(" ".repeat(LABEL + 1) + legend(series));
        return lines;
    }

    private String label(int row) {
        double y = 100 * (1 - (double) row / (rows - 1));
        boolean shown = row % 3 == 0 || row == rows - 1;
        return shown ? Text.of("%4.0f %% ", y) : " ".repeat(LABEL);
    }

    private String cells(int row) {
        var text = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            int bits = dots[row][column];
            text.append(bits == 0 ? " " : glyph(owner[row][column], bits));
        }
        return text.toString().stripTrailing();
    }

    private String glyph(int index, int bits) {
        return terminal.colour()
                ? terminal.paint(index, Character.toString(BRAILLE + bits))
                : Character.toString('a' + index);
    }

    private String legend(List<Series> series) {
        List<String> names = new ArrayList<>();
        for (int k = 0; k < series.size(); k++) {
            String name = series.get(k).name();
            String mark = terminal.colour() ? "━━ " : (char) ('a' + k) + " ";
            names.add(terminal.paint(k, mark + name));
        }
        return String.join("   ", names);
    }
}
