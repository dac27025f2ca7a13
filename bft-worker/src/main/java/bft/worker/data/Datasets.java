package bft.worker.data;

import java.nio.file.Path;
import java.util.List;

/** The data sets by name. */
public final class Datasets {
    private Datasets() {}

    /** The named data sets. */
    public static List<DatasetDescription> known() {
        return List.of(
                new DatasetDescription(
                        "built-in",
                        "ten digits of 16x16 pixels drawn by the seed, 6,000 + 2,000 rows, no"
                                + " files"));
    }

    /**
     * Loads a data set.
     *
     * @param name one of {@link #known}, or a directory or file
     * @param directory where the files of named sets are; not used for {@code built-in}
     * @param seed draws the built-in set, and shuffles a set that comes in one part before it is
     *     cut into 80 % to train and 20 % to test
     * @throws IllegalArgumentException if there is no such data set or its files are not sound
     */
    public static Split load(String name, Path directory, long seed) {
        if (name.equals("built-in")) {
            return DrawnDigits.split(seed);
        }
        throw new IllegalArgumentException(
                "no data set '%s'; there are %s"
                        .formatted(name, known().stream().map(DatasetDescription::name).toList()));
    }
}
