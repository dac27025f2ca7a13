package bft.server;

import bft.server.core.JobEnd;
import bft.worker.config.OneLine;

/** The job has ended, and its last model could not be written; the message says why. */
public final class ModelNotWrittenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient JobEnd end;

    ModelNotWrittenException(JobEnd end, Throwable cause) {
        super("model of version " + end.model().version() + ": " + OneLine.of(cause), cause);
        this.end = end;
    }

    /** How the job itself ended. */
    public JobEnd end() {
        return end;
    }
}
