package bft.worker.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads tables of numbers with a label: one row a line, fields parted by comma, semicolon or tab,
 * whichever the first line has first.
 *
 * <p>The first line is a header, and skipped, if a field other than the label is no number. Quotes
 * around a field are taken off; a separator inside quotes is not supported.
 */
final class CsvReader {
    private final Path file;
    private final LineReader lines;
    private final FloatList features = new FloatList();
    private final List<String> labels = new ArrayList<>();
    private final int labelColumn;
    private int columns;

    private CsvReader(Path file, LineReader lines, int labelColumn) {
        this.file = file;
        this.lines = lines;
        this.labelColumn = labelColumn;
    }

    /**
     * Reads a table.
     *
     * @param labelColumn index of the column of labels, counted from 0 at the left, or from -1 at
     *     the right
     * @throws IllegalArgumentException if the file is not such a table
     */
    static Table read(Path file, int labelColumn) {
        return DataFile.read(
                file,
                (in, most) -> new CsvReader(file, new LineReader(file, in), labelColumn).table());
    }

    private Table table() throws IOException {
        String line = lines.next();
        String separator = separator(line);
        columns = line.split(separator, -1).length;
        int label = labelColumn < 0 ? columns + labelColumn : labelColumn;
        if (label < 0 || label >= columns || columns < 2) {
            throw malformed(
                    "label column %d of %d columns, of which 2 are needed"
                            .formatted(labelColumn, columns));
        }
        if (isHeader(line.split(separator, -1), label)) {
            line = lines.next();
        }
        for (; !line.isEmpty(); line = lines.next()) {
            addRow(line.split(separator, -1), label);
        }
        return new Table(features.toArray(), labels, columns - 1);
    }

    private static String separator(String line) {
        for (char c : line.toCharArray()) {
            if (c == ',' || c == ';' || c == '\t') {
                return String.valueOf(c);
            }
        }
        return ",";
    }

    private static boolean isHeader(String[] fields, int label) {
        for (int i = 0; i < fields.length; i++) {
            if (i != label) {
                try {
                    Float.parseFloat(bare(fields[i]));
                } catch (NumberFormatException e) {
                    return true;
                }
            }
        }
        return false;
    }

    private void addRow(String[] fields, int label) {
        if (fields.length != columns) {
            throw malformed("%d columns expected, got %d".formatted(columns, fields.length));
        }
        for (int i = 0; i < columns; i++) {
            if (i == label) {
                labels.add(Table.label(bare(fields[i])));
            } else {
                features.add(number(bare(fields[i]), i));
            }
        }
    }

    private float number(String field, int column) {
        try {
            float number = Float.parseFloat(field);
            if (Float.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for infinities and NaN.
        }
        throw malformed("column %d must be a finite number, got '%s'".formatted(column, field));
    }

    private IllegalArgumentException malformed(String what) {
        return DataFile.malformed(file, lines.place(), what);
    }

    private static String bare(String field) {
        String bare = field.strip();
        boolean quoted = bare.length() >= 2 && bare.startsWith("\"") && bare.endsWith("\"");
        return quoted ? bare.substring(1, bare.length() - 1).strip() : bare;
    }
}
