package bft.worker.data;

import bft.spec.BadArgument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the rows of a table. Only after the last row is it known whether the first was a header,
 * because that depends on the labels of the others.
 */
final class CsvRows {
    private final Path file;
    private final CsvOptions options;
    private final char separator;
    private final Notes notes;
    private final FloatList features;
    private final List<String> labels = new ArrayList<>();
    private final Decimals decimals = new Decimals();
    private FirstRow first = new FirstRow(List.of(), 0);
    private long firstLine;

    /** Whether the first row is certainly a header. */
    private boolean named;

    private int columns;
    private int label;

    /** Whether each row ends with a separator, after which no column follows. */
    private boolean trailing;

    CsvRows(Path file, CsvOptions options, char separator, Notes notes) {
        this.file = file;
        this.features = new FloatList(file);
        this.options = options;
        this.separator = separator;
        this.notes = notes;
    }

    /**
     * Adds a row; blank lines are ignored.
     *
     * @throws IllegalArgumentException if it does not fit the first, or has a missing or invalid
     *     value
     */
    void add(long line, List<String> fields) {
        if (fields.size() == 1 && fields.get(0).isBlank()) {
            return;
        }
        if (columns == 0) {
            addFirst(line, fields);
        } else {
            addRow(line, fitting(line, fields));
        }
    }

    private void addFirst(long line, List<String> fields) {
        trailing = fields.size() > 2 && fields.get(fields.size() - 1).isEmpty();
        columns = fields.size() - (trailing ? 1 : 0);
        label = options.labelAmong(columns);
        if (label < 0 || columns < 2) {
            throw malformed(
                    line,
                    "label column %s of %s columns (separator %s), of which 2 are needed"
                            .formatted(options.label(), columns, name(separator)));
        }
        firstLine = line;
        first = new FirstRow(fields.subList(0, columns), label);
        named = options.header().orElseGet(first::hasWords);
        if (!named) {
            addRow(line, fields);
        }
    }

    /** The fields, without an empty one after the last separator if every row has one. */
    private List<String> fitting(long line, List<String> fields) {
        boolean further = fields.size() == columns + 1;
        if (further && fields.get(columns).isEmpty()) {
            return fields.subList(0, columns);
        }
        if (further && trailing) {
            throw malformed(
                    firstLine,
                    "column %s has no value, in line %s it is %s"
                            .formatted(columns, line, DataFile.quoted(fields.get(columns))));
        }
        if (fields.size() != columns) {
            throw malformed(
                    line,
                    "%s columns expected as in line %s, got %s (separator %s)"
                            .formatted(columns, firstLine, fields.size(), name(separator)));
        }
        return fields;
    }

    private void addRow(long line, List<String> fields) {
        for (int i = 0; i < columns; i++) {
            if (i != label) {
                features.add(number(line, fields.get(i), i));
            }
        }
        String text = fields.get(label);
        if (Numbers.isMissing(text) || text.chars().anyMatch(Character::isISOControl)) {
            throw malformed(line, column(label) + " must be a label, got " + DataFile.quoted(text));
        }
        labels.add(Table.label(text));
    }

    private float number(long line, String field, int column) {
        String text = separator == ',' ? field : decimals.pointed(field);
        float number = Numbers.single(text);
        if (!Float.isNaN(number)) {
            return number;
        }
        if (Numbers.isMissing(field)) {
            throw malformed(
                    line,
                    "%s has no value, got %s; fill it in or leave the row out"
                            .formatted(column(column), DataFile.quoted(field)));
        }
        throw malformed(
                line,
                "%s must be a finite number, got %s"
                        .formatted(column(column), DataFile.quoted(field)));
    }

    /**
     * All rows.
     *
     * @param known further labels that rows may have
     * @throws IllegalArgumentException if there are none, or the first is damaged
     */
    Table table(Iterable<String> known) {
        BadArgument.when(columns == 0).because("%s: there are no rows", file);
        boolean dropped = options.header().isEmpty() && settle(known);
        List<String> kept = labels.subList(dropped ? 1 : 0, labels.size());
        BadArgument.when(kept.isEmpty()).because("%s: there are no rows below the header", file);
        decimals.check(file, notes);
        int width = columns - 1;
        notes.add(
                "%s: CSV, separator %s, %s, label in column %s, %s rows"
                        .formatted(
                                file,
                                name(separator),
                                named || dropped ? "header " + place(firstLine) : "no header",
                                label,
                                kept.size()));
        return new Table(file, features.toArray(dropped ? width : 0), List.copyOf(kept), width);
    }

    /** Decides whether the first row is a header or data. */
    private boolean settle(Iterable<String> known) {
        Map<String, Integer> others = new HashMap<>();
        labels.subList(named ? 0 : 1, labels.size()).forEach(l -> others.merge(l, 1, Integer::sum));
        known.forEach(l -> others.merge(l, 2, Integer::sum));
        FirstRow.Kind kind = first.kind(others);
        if (named && kind == FirstRow.Kind.ROW) {
            throw malformed(
                    firstLine,
                    "words beside numbers: %s; if it is a header, add header=yes to the name"
                            .formatted(DataFile.quoted(String.join(" ", first.fields()))));
        }
        if (kind == FirstRow.Kind.LIKELY_HEADER || kind == FirstRow.Kind.LIKELY_ROW) {
            boolean header = kind == FirstRow.Kind.LIKELY_HEADER;
            notes.warn(
                    "%s, %s is taken for a %s; if it is %s, add header=%s to the name"
                            .formatted(
                                    file,
                                    place(firstLine),
                                    header ? "header" : "row of data",
                                    header ? "data" : "a header",
                                    header ? "no" : "yes"));
        }
        return !named && kind == FirstRow.Kind.LIKELY_HEADER;
    }

    private String column(int index) {
        String name = first.fields().get(index);
        return named ? "column %s (%s)".formatted(index, DataFile.quoted(name)) : "column " + index;
    }

    private IllegalArgumentException malformed(long line, String what) {
        return DataFile.malformed(file, place(line), what);
    }

    private static String place(long line) {
        return "line " + line;
    }

    private static String name(char separator) {
        return switch (separator) {
            case ',' -> "comma";
            case ';' -> "semicolon";
            case '\t' -> "tab";
            default -> "bar";
        };
    }
}
