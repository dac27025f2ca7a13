package bft.worker.data;

import bft.aggregation.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The data sets by name, and files of the user's own.
 *
 * <p>A directory of one's own holds either IDX files named as those of MNIST (beginning with {@code
 * train-images}, {@code train-labels}, {@code t10k-images}, {@code t10k-labels} or {@code
 * test-...}), or a single file of training rows in CSV or LIBSVM format, told apart by content,
 * with the test rows in a file of the same name plus {@code .t} if they are apart. Rows that come
 * in one part are shuffled by the seed and cut into 80 % to train and 20 % to test. CSV features
 * are standardised on the training part, LIBSVM features are taken as they are; labels may be any
 * numbers or words, of which class k is the k-th in order.
 */
public final class Datasets {
    /** Columns of spambase that are percentages. */
    private static final int SPAMBASE_FREQUENCIES = 54;

    private static final String LABEL_OPTION = "?label=";

    private static final List<Entry> ENTRIES =
            List.of(
                    new Entry(
                            "built-in",
                            "ten digits of 16x16 pixels that we draw ourselves by the seed, 6,000 +"
                                    + " 2,000 rows; needs no files",
                            (directory, seed) -> DrawnDigits.split(seed)),
                    new Entry(
                            "mnist",
                            "handwritten digits, IDX, 60,000 + 10,000 rows of 28x28 pixels as"
                                    + " (x/255-0.1307)/0.3081",
                            (directory, seed) -> images(folder(directory, "mnist"), "mnist")),
                    new Entry(
                            "fashion-mnist",
                            "clothing, IDX, 60,000 + 10,000 rows of 28x28 pixels as for mnist",
                            (directory, seed) ->
                                    images(folder(directory, "fashion-mnist"), "fashion-mnist")),
                    new Entry(
                            "spambase",
                            "spam or not, CSV, 4,601 rows of 57 features as log(1+x), the 54"
                                    + " frequencies times 10 before, standardised; 80/20",
                            Datasets::spambase),
                    new Entry(
                            "a9a",
                            "income, LIBSVM, 32,561 + 16,281 rows of 123 features",
                            (directory, seed) -> libsvm(directory, "a9a", seed)),
                    new Entry(
                            "phishing",
                            "phishing sites, LIBSVM, 11,055 rows of 68 features; 80/20",
                            (directory, seed) -> libsvm(directory, "phishing", seed)),
                    new Entry(
                            "mushrooms",
                            "edible or not, LIBSVM, 8,124 rows of 112 features; 80/20",
                            (directory, seed) -> libsvm(directory, "mushrooms", seed)));

    private Datasets() {}

    /** The named data sets. */
    public static List<DatasetDescription> known() {
        return ENTRIES.stream()
                .map(entry -> new DatasetDescription(entry.name(), entry.summary()))
                .toList();
    }

    /**
     * Loads a data set.
     *
     * @param name one of {@link #known}; or a directory or file, absolute, or relative to the
     *     working or the given directory, with {@code ?label=0} added if the labels of a CSV file
     *     are not in its last column (counted from 0 at the left, from -1 at the right)
     * @param directory where the files of named sets are, themselves or in a folder of that name
     *     (of {@code libsvm} for the last three); not used for {@code built-in}
     * @param seed draws the built-in set, and shuffles a set that comes in one part before it is
     *     cut
     * @throws IllegalArgumentException if there is no such data set or its files are not sound,
     *     with the file, the place, the value and the limit
     * @throws UncheckedIOException if a file cannot be read
     */
    public static Split load(String name, Path directory, long seed) {
        for (Entry entry : ENTRIES) {
            if (entry.name().equals(name)) {
                return entry.loader().load(directory, seed);
            }
        }
        int option = name.lastIndexOf(LABEL_OPTION);
        int labelColumn =
                option < 0 ? -1 : labelColumn(name.substring(option + LABEL_OPTION.length()));
        Path path = existing(option < 0 ? name : name.substring(0, option), directory);
        if (Files.isRegularFile(path)) {
            return table(path, labelColumn, name, seed);
        }
        List<Path> files = list(path);
        if (files.stream().anyMatch(file -> fileName(file).startsWith("train-images"))) {
            return images(path, name);
        }
        return table(onlyTable(path, files), labelColumn, name, seed);
    }

    private static Split images(Path folder, String name) {
        List<Path> files = list(folder);
        return new Split(
                IdxReader.read(
                        starting(folder, files, "train-images"),
                        starting(folder, files, "train-labels")),
                IdxReader.read(
                        starting(folder, files, "t10k-images", "test-images"),
                        starting(folder, files, "t10k-labels", "test-labels")),
                name);
    }

    private static Split spambase(Path directory, long seed) {
        Path file = folder(directory, "spambase").resolve("spambase.data");
        Table table = CsvReader.read(file, -1);
        Preparation.logarithm(table.features(), table.width(), SPAMBASE_FREQUENCIES, 10);
        return Preparation.standardised(cut(table.dataset(table.classes()), "spambase", seed));
    }

    private static Split libsvm(Path directory, String name, long seed) {
        return sparse(folder(directory, "libsvm").resolve(name), name, seed);
    }

    private static Split table(Path file, int labelColumn, String name, long seed) {
        String first = DataFile.read(file, (in, most) -> new LineReader(file, in).next());
        if (LibsvmReader.fits(first)) {
            return sparse(file, name, seed);
        }
        Table train = CsvReader.read(file, labelColumn);
        Path testFile = testFile(file);
        Split split =
                Files.isRegularFile(testFile)
                        ? split(train, CsvReader.read(testFile, labelColumn), name)
                        : cut(train.dataset(train.classes()), name, seed);
        return Preparation.standardised(split);
    }

    private static Split sparse(Path file, String name, long seed) {
        Table train = LibsvmReader.read(file);
        Path testFile = testFile(file);
        return Files.isRegularFile(testFile)
                ? split(train, LibsvmReader.read(testFile, train.width()), name)
                : cut(train.dataset(train.classes()), name, seed);
    }

    private static Split split(Table train, Table test, String name) {
        List<String> classes = train.classes();
        return new Split(train.dataset(classes), test.dataset(classes), name);
    }

    /** Shuffled, for some files are sorted by class, then cut after four fifths. */
    private static Split cut(Dataset data, String name, long seed) {
        int[] order = Shuffle.order(data.count(), Seeds.random(seed));
        int train = (int) (4L * order.length / 5);
        return new Split(
                data.select(Arrays.copyOfRange(order, 0, train)),
                data.select(Arrays.copyOfRange(order, train, order.length)),
                name);
    }

    private static Path testFile(Path file) {
        return file.resolveSibling(fileName(file) + ".t");
    }

    private static Path folder(Path directory, String name) {
        Path folder = directory.resolve(name);
        return Files.isDirectory(folder) ? folder : directory;
    }

    private static Path existing(String name, Path directory) {
        for (Path path : List.of(Path.of(name), directory.resolve(name))) {
            if (Files.exists(path)) {
                return path;
            }
        }
        throw new IllegalArgumentException(
                "no data set, directory or file '%s'; there are %s"
                        .formatted(name, ENTRIES.stream().map(Entry::name).toList()));
    }

    private static Path onlyTable(Path folder, List<Path> files) {
        List<Path> tables =
                files.stream()
                        .filter(Files::isRegularFile)
                        .filter(file -> !fileName(file).startsWith("."))
                        .filter(file -> !fileName(file).endsWith(".t"))
                        .toList();
        if (tables.size() != 1) {
            throw new IllegalArgumentException(
                    "%s must hold IDX files or one file of rows, got %d files; name the file"
                            .formatted(folder, tables.size()));
        }
        return tables.get(0);
    }

    private static Path starting(Path folder, List<Path> files, String... starts) {
        return files.stream()
                .filter(file -> Stream.of(starts).anyMatch(fileName(file)::startsWith))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "there is no file %s... in %s"
                                                .formatted(starts[0], folder)));
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("there is no directory " + folder);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
    }

    private static String fileName(Path file) {
        return file.getFileName().toString();
    }

    private static int labelColumn(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "label must be the number of a column, got '" + text + "'", e);
        }
    }

    private record Entry(String name, String summary, Loader loader) {}

    @FunctionalInterface
    private interface Loader {
        Split load(Path directory, long seed);
    }
}
