package bft.worker.data;

import java.util.Optional;

/**
 * A user's options for a table.
 *
 * @param label index of the column of labels, counted from 0 at the left, or from -1 at the right
 * @param header whether the first row is a header; detected from the rows if empty
 * @param separator between fields; detected from the first lines if empty
 */
record CsvOptions(int label, Optional<Boolean> header, Optional<Character> separator) {
    /** For a table whose labels are in the last column. */
    static final CsvOptions DEFAULT = new CsvOptions(-1, Optional.empty(), Optional.empty());

    /** Index of the label column among this many columns, or -1 if it does not exist. */
    int labelAmong(int columns) {
        int index = label < 0 ? columns + label : label;
        return index < columns ? Math.max(index, -1) : -1;
    }
}
