package bft.experiments.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How the data of a run were read and prepared, as {@code data.txt} beside its records. */
public final class DataNotes {
    private DataNotes() {}

    /**
     * Writes the file, or replaces it.
     *
     * @param directory exists
     */
    public static void write(Path directory, List<String> notes) throws IOException {
        String text = String.join("\n", notes) + "\n";
        Files.writeString(directory.resolve("data.txt"), text, StandardCharsets.UTF_8);
    }
}
