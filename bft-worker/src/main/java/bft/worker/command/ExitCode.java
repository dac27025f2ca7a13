package bft.worker.command;

/** How a process of this project ended, for the program that started it. */
public enum ExitCode {
    DONE(0, "done; a job reached its end"),
    FAILED(
            1,
            "a run or a worker failed, something expected does not hold, a port could not be opened,"
                    + " or an internal error"),
    BAD_INPUT(2, "a wrong command, option, value or file: the message names it and its limit"),
    JOB_FAILED(3, "the server's job failed: the message says why, its last model is written"),
    NOT_WRITTEN(
            4,
            "an output could not be written in full, or a file that was checked is damaged: the"
                    + " message says which"),
    STOPPED(
            5,
            "the server was ended early, by a signal or bft stop; its state and last model are"
                    + " written, the same command goes on"),
    OTHER_TASK(6, "the job's task contradicts this worker's options, or the worker cannot do it"),
    REFUSED(7, "the server refused this worker"),
    SERVER_LOST(8, "the server is lost, or broke the contract"),
    TOKEN_IN_USE(9, "another process has connected with this worker's token"),
    READER_GONE(141, "the reader of the output has closed it, as in bft rules piped to head");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number. */
    public int code() {
        return code;
    }

    /** What it says to a person. */
    public String meaning() {
        return meaning;
    }
}
