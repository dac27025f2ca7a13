package bft.server;

/** How a server ended, for the program that started it. */
enum ExitCode {
    FINISHED(0),
    NO_SERVER(1),
    BAD_VALUE(2),
    JOB_FAILED(3),
    NOT_WRITTEN(4),
    STOPPED(5);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
