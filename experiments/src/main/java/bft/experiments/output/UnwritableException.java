package bft.experiments.output;

import bft.worker.config.OneLine;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Results cannot be written: a full disk, a limit, a right that is not there. */
public final class UnwritableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** A file cannot be written. */
    public UnwritableException(Path file, IOException cause) {
        super(
                "cannot write %s: %s; make room there, or name another place with --out"
                        .formatted(file, reason(cause)),
                cause);
    }

    /** Standard output cannot be written. */
    public UnwritableException(IOException cause) {
        super("cannot write to standard output: " + reason(cause), cause);
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such directory";
        }
        return e instanceof FileSystemException file ? OneLine.reason(file) : OneLine.of(e);
    }
}
