package bft.experiments.output;

import bft.worker.config.OneLine;
import java.io.IOException;
import java.nio.file.Path;

/** Results cannot be written: a full disk, a limit, a missing permission. */
public final class UnwritableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** A file cannot be written. */
    public UnwritableException(Path file, IOException cause) {
        super(
                "cannot write %s: %s; make room there, or name another place with --out"
                        .formatted(file, OneLine.reason(cause)),
                cause);
    }

    /** Standard output cannot be written. */
    public UnwritableException(IOException cause) {
        super("cannot write to standard output: " + OneLine.reason(cause), cause);
    }
}
