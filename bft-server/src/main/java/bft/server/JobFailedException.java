package bft.server;

import bft.server.core.JobEnd;

/** The job ended before its last version; the message says why. */
public final class JobFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient JobEnd end;

    JobFailedException(JobEnd end) {
        super(end.message());
        this.end = end;
    }

    /** How the job ended, with its last version. */
    public JobEnd end() {
        return end;
    }
}
