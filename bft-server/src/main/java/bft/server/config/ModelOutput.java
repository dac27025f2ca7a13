package bft.server.config;

import bft.spec.BadArgument;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the model is written, as {@code .npy}.
 *
 * @param file for the last version, at the end of the job; empty for none. {@code {version}} in its
 *     name becomes the version's number, so that no file replaces another
 * @param every also after each time this many rounds; 0 for never
 */
public record ModelOutput(Optional<Path> file, long every) {
    private static final String VERSION = "{version}";

    /** No file. */
    public static final ModelOutput NONE = new ModelOutput(Optional.empty(), 0);

    public ModelOutput {
        BadArgument.when(every < 0).because("save-every must be >= 0, got %s", every);
        BadArgument.when(every > 0 && file.isEmpty())
                .because("save-every=%s needs a model file", every);
        Optional<Path> folder = file.map(Path::getParent);
        if (folder.isPresent() && folder.get().toString().contains(VERSION)) {
            throw BadArgument.of(
                    "model-file %s: %s may stand in the file's name, not in its folder's",
                    file.get(), VERSION);
        }
    }

    /** The file for this version. */
    public Optional<Path> fileOf(long version) {
        String number = Long.toString(version);
        return file.map(path -> Path.of(path.toString().replace(VERSION, number)));
    }

    /** Whether this version is due as an intermediate model. */
    public boolean isDue(long version) {
        return every > 0 && version % every == 0;
    }
}
