package bft.server.audit;

import bft.spec.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of an audit log: the current one, and older ones named {@code LOG.000001} and so on.
 */
final class AuditFiles {
    private final Path log;
    private final Pattern older;

    AuditFiles(Path log) {
        this.log = log.toAbsolutePath();
        this.older = Pattern.compile(Pattern.quote(log.getFileName().toString()) + "\\.\\d{6,9}");
    }

    /** The files that exist, the oldest first. */
    List<Path> oldestFirst() throws IOException {
        List<Path> all = new ArrayList<>(older());
        if (Files.exists(log)) {
            all.add(log);
        }
        return all;
    }

    private List<Path> older() throws IOException {
        try (Stream<Path> files = Files.list(log.getParent())) {
            List<Path> found =
                    new ArrayList<>(
                            files.filter(
                                            path ->
                                                    older.matcher(path.getFileName().toString())
                                                            .matches())
                                    .toList());
            Collections.sort(found);
            return found;
        }
    }

    /** Renames the current file, and deletes the oldest ones beyond a number; 0 keeps all. */
    void rotate(int keep) throws IOException {
        List<Path> all = older();
        int next = all.isEmpty() ? 1 : number(all.get(all.size() - 1)) + 1;
        String name = Text.of("%s.%06d", log.getFileName(), next);
        Path moved = log.resolveSibling(name);
        Files.move(log, moved);
        all.add(moved);
        int most = keep == 0 ? all.size() : keep - 1;
        for (Path old : all.subList(0, Math.max(0, all.size() - most))) {
            Files.deleteIfExists(old);
        }
    }

    private static int number(Path path) {
        String name = path.getFileName().toString();
        return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
    }
}
