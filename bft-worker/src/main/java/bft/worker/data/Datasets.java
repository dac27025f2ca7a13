package bft.worker.data;

import bft.spec.Entry;
import bft.spec.Nearest;
import bft.spec.Registry;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data sets by name, and the user's own data. */
public final class Datasets {
    private static final Logger LOG = LoggerFactory.getLogger(Datasets.class);

    /** Columns of spambase that are percentages. */
    private static final int SPAMBASE_FREQUENCIES = 54;

    private static final CsvOptions SPAMBASE =
            new CsvOptions(-1, Optional.of(false), Optional.of(','));

    /** Data of the user's own: its name stands for a path. */
    private static final String OWN = "PATH";

    private static final Registry<Loader> REGISTRY = new Registry<>("data set");

    static {
        REGISTRY.named(
                        "built-in",
                        "synthetic images of ten digits, 16x16 pixels, drawn from the seed, 6,000 +"
                                + " 2,000 rows; needs no files")
                .madeBy(given -> (name, directory, seed, notes) -> DrawnDigits.split(seed));
        REGISTRY.named(
                        "mnist",
                        "handwritten digits, IDX, 60,000 + 10,000 rows of 28x28 pixels as"
                                + " (x/255-0.1307)/0.3081")
                .madeBy(given -> Datasets::images);
        REGISTRY.named(
                        "fashion-mnist",
                        "clothing, IDX, 60,000 + 10,000 rows of 28x28 pixels as for mnist")
                .madeBy(given -> Datasets::images);
        REGISTRY.named(
                        "cifar-10",
                        "objects, binary form, 50,000 + 10,000 rows of 3x32x32 pixels, all scaled by"
                                + " one mean and deviation; a model such as lenet:padding=0-0,channels=3")
                .source(
                        "Krizhevsky: Learning Multiple Layers of Features from Tiny Images, 2009;"
                                + " files data_batch_N.bin and test_batch.bin")
                .madeBy(given -> Datasets::cifar);
        REGISTRY.named(
                        "spambase",
                        "spam or not, CSV, 4,601 rows of 57 features as log(1+x), the 54"
                                + " frequencies times 10 before, standardised; 80/20")
                .madeBy(given -> Datasets::spambase);
        REGISTRY.named("a9a", "income, LIBSVM, 32,561 + 16,281 rows of 123 features")
                .madeBy(given -> Datasets::libsvm);
        REGISTRY.named("phishing", "phishing sites, LIBSVM, 11,055 rows of 68 features; 80/20")
                .madeBy(given -> Datasets::libsvm);
        REGISTRY.named("mushrooms", "edible or not, LIBSVM, 8,124 rows of 112 features; 80/20")
                .madeBy(given -> Datasets::libsvm);
        REGISTRY.named(OWN, "a file or directory of your own: CSV, LIBSVM or IDX")
                .takes(DataName.PARAMETERS)
                .madeBy(given -> Datasets::own);
    }

    private Datasets() {}

    /** All data sets, for listings. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    /**
     * Loads a data set; guesses are in its notes, and logged as warnings.
     *
     * @param name one of {@link #registry}; or a directory or file, absolute, or relative to the
     *     working or the given directory, with parameters as in {@code own.csv:label=0,header=no}
     *     ({@link OwnData})
     * @param directory with the files of named sets, directly or in a folder of that name (of
     *     {@code libsvm} for the last three); not used for {@code built-in}
     * @param seed draws the built-in set, and shuffles a set that comes in one part before it is
     *     cut
     * @throws IllegalArgumentException if there is no such data set or its files are not valid,
     *     with the file, the position, the value and the limit, in one line
     * @throws UncheckedIOException if a file cannot be read, with the file and the reason
     */
    public static Split load(String name, Path directory, long seed) {
        var notes = new Notes();
        try {
            Split split = load(DataName.parse(name), directory, seed, notes).with(notes);
            notes.warnings().forEach(LOG::warn);
            return split;
        } catch (OutOfMemoryError e) {
            throw new IllegalArgumentException(
                    "%s does not fit into the %s MiB of this JVM; give it more by -Xmx"
                            .formatted(name, Runtime.getRuntime().maxMemory() >> 20),
                    e);
        }
    }

    private static Split load(DataName name, Path directory, long seed, Notes notes) {
        Entry<Loader> entry = REGISTRY.entry(REGISTRY.has(name.path()) ? name.path() : OWN);
        return entry.make(name.spec()).load(name, directory, seed, notes);
    }

    private static Split own(DataName name, Path directory, long seed, Notes notes) {
        return new OwnData(name, existing(name, directory), seed, notes).load();
    }

    private static Split images(DataName data, Path directory, long seed, Notes notes) {
        String name = data.path();
        Path folder = folder(directory, name);
        IdxFolder files =
                IdxFolder.find(folder, "")
                        .filter(found -> found.images().size() == 2)
                        .orElseThrow(() -> missing(name, "IDX files to train and to test", folder));
        return Preparation.scaled(OwnData.images(files, name, 0, notes), Scale.MNIST, notes);
    }

    private static Split cifar(DataName data, Path directory, long seed, Notes notes) {
        String name = data.path();
        Path parent = folder(directory, name);
        Path folder = folder(parent, "cifar-10-batches-bin");
        Split split =
                CifarFolder.read(folder, notes)
                        .orElseThrow(
                                () ->
                                        missing(
                                                name,
                                                "files data_batch_1.bin and test_batch.bin",
                                                folder));
        return Preparation.scaled(split, Scale.GLOBAL, notes);
    }

    private static Split spambase(DataName name, Path directory, long seed, Notes notes) {
        Path folder = folder(directory, "spambase");
        Path file =
                Folder.find(folder, "spambase.data")
                        .orElseThrow(() -> missing("spambase", "a file spambase.data", folder));
        Table table = CsvReader.read(file, SPAMBASE, List.of(), notes);
        Preparation.logarithm(table.features(), table.width(), SPAMBASE_FREQUENCIES, 10);
        notes.add("features as log(1+x), the 54 frequencies times 10 before");
        Split split = OwnData.cut(table.dataset(table.classes()), "spambase", seed, notes);
        return Preparation.scaled(split, Scale.PER_FEATURE, notes);
    }

    private static Split libsvm(DataName data, Path directory, long seed, Notes notes) {
        String name = data.path();
        Path folder = folder(directory, "libsvm");
        Path file =
                Folder.find(folder, name)
                        .orElseThrow(() -> missing(name, "a file " + name, folder));
        return new OwnData(DataName.of(name, "libsvm"), file, seed, notes).load();
    }

    private static IllegalArgumentException missing(String name, String what, Path folder) {
        return new IllegalArgumentException(
                "%s needs %s in %s; --data-dir says where".formatted(name, what, folder));
    }

    private static Path folder(Path directory, String name) {
        Path folder = directory.resolve(name);
        return Files.isDirectory(folder) ? folder : directory;
    }

    /** A file rather than a directory of the same name. */
    private static Path existing(DataName name, Path directory) {
        List<Path> places = List.of(Path.of(name.path()), directory.resolve(name.path()));
        return Stream.concat(
                        places.stream().filter(place -> !Files.isDirectory(place)), places.stream())
                .filter(place -> !Files.notExists(place))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        ("no data set, directory or file '"
                                                + name.path()
                                                + "'"
                                                + Nearest.hint(name.path(), REGISTRY.names()))));
    }

    @FunctionalInterface
    private interface Loader {
        Split load(DataName name, Path directory, long seed, Notes notes);
    }
}
