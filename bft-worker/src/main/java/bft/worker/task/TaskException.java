package bft.worker.task;

/** A worker does not support the job's task, or its own options contradict it. */
public final class TaskException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TaskException(String message) {
        super(message);
    }

    TaskException(String message, Throwable cause) {
        super(message, cause);
    }
}
