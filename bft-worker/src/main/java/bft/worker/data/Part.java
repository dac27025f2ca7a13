package bft.worker.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a file is for, as the words in its name say. */
enum Part {
    TRAIN,
    TEST,
    UNSAID;

    /** The last word that says something decides: what stands before is a prefix. */
    static Part of(Path file) {
        Part part = UNSAID;
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
     * The file of this part among several: the only one whose name says so, or of two the one that
     * is left when the other's name says that it is the other part.
     */
    Optional<Path> in(List<Path> files) {
        List<Path> said = files.stream().filter(file -> of(file) == this).toList();
        if (said.isEmpty() && files.size() == 2) {
            Part other = this == TRAIN ? TEST : TRAIN;
            List<Path> unsaid = files.stream().filter(file -> of(file) == UNSAID).toList();
            boolean otherSaid = files.stream().anyMatch(file -> of(file) == other);
            return otherSaid ? unsaid.stream().findFirst() : Optional.empty();
        }
        return said.size() == 1 ? Optional.of(said.get(0)) : Optional.empty();
    }
}
