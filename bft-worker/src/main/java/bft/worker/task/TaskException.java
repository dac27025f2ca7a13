package bft.worker.task;

/** A worker cannot do what the job asks, or insists on something else. */
public final class TaskException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TaskException(String message) {
        super(message);
    }

    TaskException(String message, Throwable cause) {
        super(message, cause);
    }
}
