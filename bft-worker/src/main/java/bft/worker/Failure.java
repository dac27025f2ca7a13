package bft.worker;

import bft.worker.client.CallException;
import bft.worker.config.OneLine;
import bft.worker.task.TaskException;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/**
 * Why a worker's process ended without reaching the end of the job.
 *
 * @param error as it was thrown
 */
record Failure(Throwable error) {
    private static final int FAILED = 1;
    private static final int REFUSED = 3;
    private static final int SERVER_GONE = 4;
    private static final int SLOT_TAKEN = 5;
    private static final int OTHER_TASK = 6;

    /**
     * Prints the error on one line.
     *
     * @param debug whether to print the stack trace too
     * @return the exit code
     */
    int tell(PrintWriter err, boolean debug) {
        err.println("bft-worker: " + message());
        if (debug) {
            error.printStackTrace(err);
        }
        return exitCode();
    }

    private String message() {
        Throwable cause = OneLine.unwrapped(error);
        if (cause instanceof OutOfMemoryError) {
            return "out of memory: the heap may have %s MB; allow more with java -Xmx"
                    .formatted(Runtime.getRuntime().maxMemory() >> 20);
        }
        if (cause instanceof ParameterException) {
            return OneLine.of(error) + " (see bft-worker --help)";
        }
        boolean known =
                cause instanceof CallException
                        || cause instanceof TaskException
                        || isBadInput(cause);
        return (known ? "" : "internal error: ") + OneLine.of(error);
    }

    private int exitCode() {
        Throwable cause = OneLine.unwrapped(error);
        if (cause instanceof CallException call) {
            return exitCode(call);
        }
        if (cause instanceof TaskException) {
            return OTHER_TASK;
        }
        return isBadInput(cause) || cause instanceof ParameterException ? ExitCode.USAGE : FAILED;
    }

    private static int exitCode(CallException call) {
        if (call.isSlotTaken()) {
            return SLOT_TAKEN;
        }
        return call.isTransient() ? SERVER_GONE : REFUSED;
    }

    private static boolean isBadInput(Throwable cause) {
        return cause instanceof IllegalArgumentException || cause instanceof IOException;
    }
}
