package bft.worker.data;

import java.util.Optional;

/**
 * What a user says of a table.
 *
 * @param label index of the column of labels, counted from 0 at the left, or from -1 at the right
 * @param header whether the first row is one; told from the rows if nothing is said
 * @param separator between fields; told from the first lines if nothing is said
 */
record CsvOptions(int label, Optional<Boolean> header, Optional<Character> separator) {
    /** Of a table whose labels stand last. */
    static final CsvOptions DEFAULT = new CsvOptions(-1, Optional.empty(), Optional.empty());

    /** Where the column of labels is among so many, or -1 if it is not there. */
    int labelAmong(int columns) {
        int index = label < 0 ? columns + label : label;
        return index < columns ? Math.max(index, -1) : -1;
    }
}
