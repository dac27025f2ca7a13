package bft.experiments.terminal;

import java.util.ArrayList;
import java.util.List;

/** Text in columns: as wide as their contents if they fit, otherwise the last columns wrap. */
public final class TextColumns {
    private static final int GAP = 2;
    private static final int LEAST_WRAPPED = 16;

    private TextColumns() {}

    /**
     * Lines of a table.
     *
     * @param rows its rows, the titles among them; all with the same number of cells
     * @param wrapping the number of last columns that share the remaining width and wrap
     * @param width the number of characters a line may have
     */
    public static List<String> of(List<List<String>> rows, int wrapping, int width) {
        int[] widths = fit(natural(rows), wrapping, width);
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.addAll(layout(row, widths)));
        return lines;
    }

    private static List<String> layout(List<String> row, int[] widths) {
        List<List<String>> cells = new ArrayList<>();
        int height = 0;
        for (int k = 0; k < widths.length; k++) {
            cells.add(wrap(row.get(k), widths[k]));
            height = Math.max(height, cells.get(k).size());
        }
        List<String> lines = new ArrayList<>();
        for (int y = 0; y < height; y++) {
            var line = new StringBuilder();
            for (int k = 0; k < widths.length; k++) {
                String cell = y < cells.get(k).size() ? cells.get(k).get(y) : "";
                line.append(cell).append(" ".repeat(widths[k] - cell.length() + GAP));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** Breaks at spaces; a word longer than the width is broken at the width. */
    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    private static int[] natural(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int k = 0; k < widths.length; k++) {
                widths[k] = Math.max(widths[k], row.get(k).length());
            }
        }
        return widths;
    }

    private static int[] fit(int[] widths, int wrapping, int width) {
        int room = width;
        for (int k = 0; k < widths.length - wrapping; k++) {
            room -= widths[k] + GAP;
        }
        for (int k = widths.length - wrapping; k < widths.length; k++) {
            int share = Math.max(LEAST_WRAPPED, room / (widths.length - k) - GAP);
            widths[k] = Math.min(widths[k], share);
            room -= widths[k] + GAP;
        }
        return widths;
    }

    /** The line cut to this many visible characters; escape codes are not counted, and are kept. */
    static String cut(String line, int visible) {
        var kept = new StringBuilder();
        int seen = 0;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '\u001b') {
                int end = line.indexOf('m', i);
                kept.append(line, i, end + 1);
                i = end;
            } else if (seen++ < visible) {
                kept.append(line.charAt(i));
            }
        }
        return kept.toString();
    }
}
