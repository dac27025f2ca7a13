package bft.worker.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The IDX files of a directory, whatever their names: images have more than one axis, labels have
 * one; words in the names distinguish training and test files.
 *
 * @param images one file of each part
 * @param labels in the same order
 */
record IdxFolder(List<Path> images, List<Path> labels) {

    IdxFolder {
        images = List.copyOf(images);
        labels = List.copyOf(labels);
    }

    /**
     * Looks for images and labels.
     *
     * @param prefix of the file names
     * @return the training part, and the test part if there is one; empty if no file is IDX
     * @throws IllegalArgumentException if the IDX files do not form a data set
     */
    static Optional<IdxFolder> find(Path directory, String prefix) {
        var images = new ArrayList<Path>();
        var labels = new ArrayList<Path>();
        Optional<IllegalArgumentException> damage = Optional.empty();
        for (Path file : Folder.files(directory, prefix)) {
            try {
                int axes = IdxReader.axes(file);
                (axes == 1 ? labels : axes > 1 ? images : new ArrayList<Path>()).add(file);
            } catch (IllegalArgumentException e) {
                // Other files may be anything; this matters only if something is missing.
                damage = Optional.of(damage.orElse(e));
            }
        }
        if (images.isEmpty() && labels.isEmpty()) {
            return Optional.empty();
        }
        String also = damage.map(e -> "; " + e.getMessage()).orElse("");
        return Optional.of(
                choice(images, labels)
                        .orElseThrow(() -> unpaired(directory, images, labels, also)));
    }

    private static Optional<IdxFolder> choice(List<Path> images, List<Path> labels) {
        if (images.size() == 1 && labels.size() == 1) {
            return Optional.of(new IdxFolder(images, labels));
        }
        List<Path> chosen = new ArrayList<>();
        for (List<Path> files : List.of(images, labels)) {
            for (Part part : List.of(Part.TRAIN, Part.TEST)) {
                part.in(files).ifPresent(chosen::add);
            }
        }
        return chosen.size() == 4
                ? Optional.of(new IdxFolder(chosen.subList(0, 2), chosen.subList(2, 4)))
                : Optional.empty();
    }

    private static IllegalArgumentException unpaired(
            Path directory, List<Path> images, List<Path> labels, String also) {
        return new IllegalArgumentException(
                "%s has IDX images %s and labels %s; needed are one pair, or one to train and one to test, named so (files=PREFIX chooses among several)%s"
                        .formatted(directory, names(images), names(labels), also));
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(Folder::name).toList();
    }
}
