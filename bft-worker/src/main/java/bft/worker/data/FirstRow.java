package bft.worker.data;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The first row of a table, which may be a header.
 *
 * @param fields all of them, with the label
 * @param label index of the label
 */
record FirstRow(List<String> fields, int label) {
    /** The interpretation of the row. */
    enum Kind {
        ROW,
        LIKELY_ROW,
        LIKELY_HEADER,
        HEADER
    }

    FirstRow {
        fields = List.copyOf(fields);
    }

    /** Whether a feature is a word; rows have none of these. */
    boolean hasWords() {
        return any(Numbers::isWord);
    }

    /**
     * The interpretation of this row, given the rows that follow it: a row of only words is
     * certainly a header; words beside numbers, or beside a label that other rows have, may be
     * damage, and numbers beside a label that no other row has may be column names.
     *
     * @param others how many of the other rows have each label
     */
    Kind kind(Map<String, Integer> others) {
        boolean alone = !others.containsKey(Table.label(fields.get(label)));
        if (!hasWords()) {
            return alone && !others.isEmpty() ? kindOfNumbers(others) : Kind.ROW;
        }
        boolean numbers = any(field -> !Numbers.isWord(field) && !Numbers.isMissing(field));
        if (numbers) {
            return alone ? Kind.LIKELY_HEADER : Kind.ROW;
        }
        return alone ? Kind.HEADER : Kind.LIKELY_HEADER;
    }

    private Kind kindOfNumbers(Map<String, Integer> others) {
        boolean word = Numbers.isWord(fields.get(label));
        if (word && others.keySet().stream().noneMatch(Numbers::isWord)) {
            return Kind.LIKELY_HEADER;
        }
        boolean othersRepeat = others.values().stream().allMatch(count -> count > 1);
        if (othersRepeat && isNumbered(word)) {
            return Kind.LIKELY_HEADER;
        }
        return othersRepeat && word ? Kind.LIKELY_ROW : Kind.ROW;
    }

    /**
     * Whether the fields are column numbers from 0 or 1, as tools write for columns without names.
     */
    private boolean isNumbered(boolean labelled) {
        if (!labelled) {
            return fields.size() > 2 && (isNumbered(0, false) || isNumbered(1, false));
        }
        return isNumbered(0, true) || isNumbered(1, true);
    }

    private boolean isNumbered(int from, boolean labelled) {
        int next = from;
        for (int i = 0; i < fields.size(); i++) {
            boolean skipped = labelled && i == label;
            if (!skipped && Numbers.index(fields.get(i)) != next++) {
                return false;
            }
        }
        return true;
    }

    private boolean any(Predicate<String> what) {
        for (int i = 0; i < fields.size(); i++) {
            if (i != label && what.test(fields.get(i))) {
                return true;
            }
        }
        return false;
    }
}
