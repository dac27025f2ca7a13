package bft.worker.data;

import java.util.List;

/**
 * A data set in two parts: one to learn from, one to judge by.
 *
 * @param name what was asked for, for reports
 * @param notes how it was read and prepared, for records; a line that begins with {@code warning:}
 *     tells what was guessed and may be wrong
 */
public record Split(Dataset train, Dataset test, String name, List<String> notes) {

    /**
     * @throws IllegalArgumentException if a part is empty or the two differ in width or classes
     */
    public Split {
        notes = List.copyOf(notes);
        if (train.count() == 0 || test.count() == 0) {
            throw new IllegalArgumentException(
                    "%s: both parts need rows, got %s to train and %s to test"
                            .formatted(name, train.count(), test.count()));
        }
        if (train.width() != test.width() || train.classes() != test.classes()) {
            throw new IllegalArgumentException(
                    "%s: training rows have %s features and %s classes, test rows %s and %s"
                            .formatted(
                                    name,
                                    train.width(),
                                    train.classes(),
                                    test.width(),
                                    test.classes()));
        }
    }

    /** Of which there is nothing to say. */
    public Split(Dataset train, Dataset test, String name) {
        this(train, test, name, List.of());
    }

    /** The same with other notes. */
    Split with(Notes other) {
        return new Split(train, test, name, other.lines());
    }
}
