package bft.worker.data;

/**
 * A data set in two parts: one to learn from, one to judge by.
 *
 * @param name what was asked for, for reports
 */
public record Split(Dataset train, Dataset test, String name) {

    /**
     * @throws IllegalArgumentException if a part is empty or the two differ in width or classes
     */
    public Split {
        if (train.count() == 0 || test.count() == 0) {
            throw new IllegalArgumentException(
                    "%s: both parts need rows, got %d to train and %d to test"
                            .formatted(name, train.count(), test.count()));
        }
        if (train.width() != test.width() || train.classes() != test.classes()) {
            throw new IllegalArgumentException(
                    "%s: training rows have %d features and %d classes, test rows %d and %d"
                            .formatted(
                                    name,
                                    train.width(),
                                    train.classes(),
                                    test.width(),
                                    test.classes()));
        }
    }
}
