package bft.worker.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The files as they are published, in the directory that -Dbft.data or BFT_DATA names. */
public final class RealData {
    private RealData() {}

    /** Loads a named set with seed 1, or skips the test if its files are not given. */
    public static Split load(String name) {
        String directory = System.getProperty("bft.data", System.getenv("BFT_DATA"));
        assumeTrue(directory != null, "set -Dbft.data or BFT_DATA to the directory of data sets");
        Path path = Path.of(directory);
        assumeTrue(
                Files.exists(path.resolve(name))
                        || Files.exists(path.resolve("libsvm").resolve(name)),
                directory + " has no " + name);
        return Datasets.load(name, path, 1);
    }
}
