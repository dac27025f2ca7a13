package bft.worker.data;

import bft.aggregation.Seeds;
import bft.spec.BadArgument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The user's own data: a file of rows in CSV or LIBSVM format, distinguished by content, or a
 * directory with such a file or with IDX files.
 *
 * <p>Test rows of {@code own.csv} are those of {@code own.csv.t} if that exists, or of {@code
 * test=FILE}; in a directory, files with <i>train</i> and <i>test</i> (or <i>t10k</i>) in their
 * names are the two parts. If there is only one part, its rows are shuffled by the seed and cut
 * into 80 % training and 20 % test rows. Labels may be any numbers or words; class k is the k-th of
 * them in order. By default each CSV feature is scaled by its own moments, all IDX pixels by the
 * same, and LIBSVM features not at all; moments are always those of the training rows.
 *
 * @param path exists
 */
record OwnData(DataName name, Path path, long seed, Notes notes) {
    /** Classes with fewer rows than this are probably measurements. */
    private static final int FEW_ROWS = 2;

    Split load() {
        Optional<Path> same =
                Files.isDirectory(path) && path.getFileName() != null
                        ? Folder.find(path, Folder.name(path))
                        : Optional.empty();
        if (same.isPresent() || !Files.isDirectory(path)) {
            Path file = same.orElse(path);
            return rows(file, testOf(file));
        }
        boolean any = name.format().equals("auto");
        if (any || name.format().equals("idx")) {
            Optional<IdxFolder> idx = IdxFolder.find(path, name.prefix());
            if (idx.isPresent()) {
                return images(idx.get());
            }
        }
        return rowsOfDirectory();
    }

    private Split images(IdxFolder files) {
        name.allowing("IDX", "format", "scale", "files");
        return Preparation.scaled(
                images(files, name.text(), seed, notes), name.scale(Scale.GLOBAL), notes);
    }

    /** Reads pixels as x/255. */
    static Split images(IdxFolder files, String name, long seed, Notes notes) {
        Dataset train = images(files, 0, Optional.empty(), notes);
        return files.images().size() == 1
                ? cut(train, name, seed, notes)
                : new Split(train, images(files, 1, Optional.of(train), notes), name);
    }

    private static Dataset images(IdxFolder files, int part, Optional<Dataset> train, Notes notes) {
        Path images = files.images().get(part);
        Path labels = files.labels().get(part);
        Dataset data = IdxReader.read(images, labels, train);
        notes.add(
                "%s and %s: IDX, %s rows of %s features as x/255, %s classes"
                        .formatted(images, labels, data.count(), data.width(), data.classes()));
        return data;
    }

    private Split rowsOfDirectory() {
        List<Path> files =
                Folder.files(path, name.prefix()).stream().filter(OwnData::mayHoldRows).toList();
        List<Path> train = files.stream().filter(file -> !isTestOfAnother(file)).toList();
        if (train.size() == 1) {
            return rows(train.get(0), testOf(train.get(0)));
        }
        Optional<Path> toTrain = Part.TRAIN.in(files);
        Optional<Path> toTest = Part.TEST.in(files);
        if (toTrain.isPresent() && toTest.isPresent()) {
            return rows(toTrain.get(), toTest);
        }
        String needed = "IDX files, one file of rows or one to train and one to test";
        throw BadArgument.of(
                "%s must hold %s, got %s; name the file",
                path, needed, files.stream().map(Folder::name).toList());
    }

    private static boolean mayHoldRows(Path file) {
        String lower = Folder.name(file).toLowerCase(Locale.ROOT);
        return !lower.matches("(readme|licen[sc]e|copying|.*\\.(md|pdf|html|names|json|py)$).*");
    }

    private static boolean isTestOfAnother(Path file) {
        return Folder.unpackedName(file).endsWith(".t");
    }

    private Optional<Path> testOf(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (name.test().isEmpty()) {
            return Folder.find(directory, Folder.unpackedName(file) + ".t");
        }
        Path test = directory.resolve(name.test().get());
        return Optional.of(test);
    }

    private Split rows(Path train, Optional<Path> test) {
        String format = name.format();
        BadArgument.when(format.equals("idx") || IdxReader.axes(train) > 0)
                .because("%s: for IDX name the directory that holds images and labels", train);
        boolean sparse =
                format.equals("auto") ? Sample.of(train).isLibsvm() : format.equals("libsvm");
        return sparse ? sparse(train, test) : dense(train, test);
    }

    private Split sparse(Path trainFile, Optional<Path> testFile) {
        name.allowing("LIBSVM", "format", "scale", "test", "files");
        SparseRows train = LibsvmReader.read(trainFile, notes);
        Optional<SparseRows> test = testFile.map(file -> LibsvmReader.read(file, notes));
        int from = Math.min(1, Math.min(train.first(), test.map(SparseRows::first).orElse(1)));
        int to = Math.max(train.last(), test.map(SparseRows::last).orElse(0));
        notes.add("%s features, indices %s to %s".formatted(to - from + 1, from, to));
        return parted(train.dense(from, to), test.map(rows -> rows.dense(from, to)), Scale.NONE);
    }

    private Split dense(Path trainFile, Optional<Path> testFile) {
        name.allowing("CSV", "format", "scale", "test", "files", "label", "header", "separator");
        Table train = CsvReader.read(trainFile, name.csv(), List.of(), notes);
        List<String> classes = train.classes();
        Optional<Table> test =
                testFile.map(file -> CsvReader.read(file, name.csv(), classes, notes));
        test.ifPresent(rows -> requireSameWidth(train, rows));
        return parted(train, test, Scale.PER_FEATURE);
    }

    private static void requireSameWidth(Table train, Table test) {
        BadArgument.when(train.width() != test.width())
                .because(
                        "%s has %s features, %s has %s",
                        train.file(), train.width(), test.file(), test.width());
    }

    private Split parted(Table train, Optional<Table> test, Scale defaultScale) {
        Scale scale = name.scale(defaultScale);
        if (scale == Scale.MNIST) {
            throw new IllegalArgumentException(name.text() + ": scale=mnist is for IDX");
        }
        List<String> classes = train.classes();
        noteClasses(train, classes);
        Dataset toTrain = train.dataset(classes);
        Split split =
                test.map(rows -> new Split(toTrain, rows.dataset(classes), name.text()))
                        .orElseGet(() -> cut(toTrain, name.text(), seed, notes));
        return Preparation.scaled(split, scale, notes);
    }

    private void noteClasses(Table table, List<String> classes) {
        int rows = table.labels().size();
        boolean measured = classes.stream().anyMatch(OwnData::isFraction);
        String line = "%s classes %s".formatted(classes.size(), Table.shown(classes));
        if (measured || (classes.size() > FEW_ROWS && rows < FEW_ROWS * classes.size())) {
            notes.warn(
                    "%s: %s in %s rows; are these measurements, or is another column the label?"
                            .formatted(table.file(), line, rows));
        } else {
            notes.add(line);
        }
    }

    private static boolean isFraction(String label) {
        double number = Numbers.twofold(label);
        return !Double.isNaN(number) && number != Math.rint(number);
    }

    /** Shuffles the rows, because some files are sorted by class, then cuts after four fifths. */
    static Split cut(Dataset data, String name, long seed, Notes notes) {
        int[] order = Shuffle.order(data.count(), Seeds.random(seed));
        int train = (int) (4L * order.length / 5);
        notes.add(
                "cut at random into %s rows to train and %s to test"
                        .formatted(train, order.length - train));
        return new Split(
                data.select(Arrays.copyOfRange(order, 0, train)),
                data.select(Arrays.copyOfRange(order, train, order.length)),
                name);
    }
}
