package bft.worker.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The purpose of a file, by the words in its name. */
enum Part {
    TRAIN,
    TEST,
    UNSPECIFIED;

    /** The last known word decides: earlier words are a prefix. */
    static Part of(Path file) {
        Part part = UNSPECIFIED;
        for (String word : Folder.name(file).toLowerCase(Locale.ROOT).split("[^a-z0-9]+")) {
            if (word.startsWith("train") || word.endsWith("train")) {
                part = TRAIN;
            } else if (word.startsWith("test") || word.equals("t10k")) {
                part = TEST;
            }
        }
        return part;
    }

    /**
     * The file of this part among several: the only one with a matching name, or of two the other
     * one if one file's name matches the other part.
     */
    Optional<Path> in(List<Path> files) {
        List<Path> said = files.stream().filter(file -> of(file) == this).toList();
        if (said.isEmpty() && files.size() == 2) {
            Part other = this == TRAIN ? TEST : TRAIN;
            List<Path> unspecified =
                    files.stream().filter(file -> of(file) == UNSPECIFIED).toList();
            boolean otherSaid = files.stream().anyMatch(file -> of(file) == other);
            return otherSaid ? unspecified.stream().findFirst() : Optional.empty();
        }
        return said.size() == 1 ? Optional.of(said.get(0)) : Optional.empty();
    }
}
