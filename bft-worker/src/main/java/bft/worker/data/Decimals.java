package bft.worker.data;

import java.nio.file.Path;

/**
 * Numbers of a table whose separator is not a comma: a comma in them is a decimal comma, unless
 * others have a point. Then one of the two separates thousands, and it is unknown which.
 */
final class Decimals {
    private String withComma = "";
    private String withPoint = "";

    /** The number with a decimal point. */
    String pointed(String field) {
        int comma = field.indexOf(',');
        boolean point = field.indexOf('.') >= 0;
        if (comma < 0) {
            withPoint = point && withPoint.isEmpty() ? field : withPoint;
            return field;
        }
        if (point) {
            return field;
        }
        withComma = withComma.isEmpty() ? field : withComma;
        return field.replace(',', '.');
    }

    /**
     * Adds a warning if there were decimal commas.
     *
     * @throws IllegalArgumentException if there were points as well
     */
    void check(Path file, Notes notes) {
        if (withComma.isEmpty()) {
            return;
        }
        if (!withPoint.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: decimal commas (%s) and decimal points (%s) in one file"
                            .formatted(
                                    file, DataFile.quoted(withComma), DataFile.quoted(withPoint)));
        }
        notes.warn(
                "%s: numbers such as %s are read with a decimal comma"
                        .formatted(file, DataFile.quoted(withComma)));
    }
}
