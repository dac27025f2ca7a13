package bft.worker.data;

import bft.spec.BadArgument;
import java.util.List;

/**
 * A data set in two parts: training and test rows.
 *
 * @param name as requested, for reports
 * @param notes how it was read and prepared, for records; a line that begins with {@code warning:}
 *     describes a guess that may be wrong
 */
public record Split(Dataset train, Dataset test, String name, List<String> notes) {

    /**
     * @throws IllegalArgumentException if a part is empty or the two differ in width or classes
     */
    public Split {
        notes = List.copyOf(notes);
        BadArgument.when(train.count() == 0 || test.count() == 0)
                .because(
                        "%s: both parts need rows, got %s to train and %s to test",
                        name, train.count(), test.count());
        BadArgument.when(train.width() != test.width() || train.classes() != test.classes())
                .because(
                        "%s: training rows have %s features and %s classes, test rows %s and %s",
                        name, train.width(), train.classes(), test.width(), test.classes());
    }

    /** A data set without notes. */
    public Split(Dataset train, Dataset test, String name) {
        this(train, test, name, List.of());
    }

    /** The same with other notes. */
    Split with(Notes other) {
        return new Split(train, test, name, other.lines());
    }
}
