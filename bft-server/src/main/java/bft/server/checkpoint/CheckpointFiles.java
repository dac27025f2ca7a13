package bft.server.checkpoint;

import bft.server.files.WholeFile;
import bft.spec.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names of checkpoints in a directory. */
record CheckpointFiles(Path directory) {
    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{12,18})\\.bft");
    private static final Pattern LEFT_OVER =
            Pattern.compile(NAME.pattern() + Pattern.quote(WholeFile.PARTIAL));

    Path of(long version) {
        return directory.resolve(Text.of("checkpoint-%012d.bft", version));
    }

    /** All checkpoints, the newest first. */
    List<Path> newestFirst() throws IOException {
        List<Path> all = new ArrayList<>(named(NAME));
        all.sort(Comparator.comparingLong(CheckpointFiles::version).reversed());
        return all;
    }

    private static long version(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }

    /** Deletes partial files that a crash left. */
    void deleteLeftOvers() throws IOException {
        for (Path path : named(LEFT_OVER)) {
            Files.deleteIfExists(path);
        }
    }

    /** Deletes all but the newest few checkpoints. */
    void deleteAllBut(int keep) throws IOException {
        List<Path> all = newestFirst();
        for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
            Files.deleteIfExists(old);
        }
    }

    private List<Path> named(Pattern name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> name.matcher(path.getFileName().toString()).matches())
                    .toList();
        }
    }
}
