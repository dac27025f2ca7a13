package bft.server.recording;

import bft.spec.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a recording, {@code recording-000001.bft} and so on. */
record RecordingFiles(Path directory) {
    private static final Pattern NAME = Pattern.compile("recording-(\\d{6,9})\\.bft");

    List<Path> oldestFirst() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> number(path) > 0)
                    .sorted(Comparator.comparingInt(RecordingFiles::number))
                    .toList();
        }
    }

    private static int number(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches() ? Integer.parseInt(name.group(1)) : 0;
    }

    /** The name for one more file. */
    Path next() throws IOException {
        List<Path> all = oldestFirst();
        int last = all.isEmpty() ? 0 : number(all.get(all.size() - 1));
        return directory.resolve(Text.of("recording-%06d.bft", last + 1));
    }

    /** Deletes the oldest files until all together have at most so many bytes. */
    void deleteBeyond(long bytes) throws IOException {
        List<Path> all = oldestFirst();
        long sum = 0;
        for (int i = all.size() - 1; i >= 0; i--) {
            sum += Files.size(all.get(i));
            if (sum > bytes) {
                Files.delete(all.get(i));
            }
        }
    }
}
