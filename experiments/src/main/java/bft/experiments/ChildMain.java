package bft.experiments;

import bft.experiments.chaos.ServerProbe;
import bft.server.ServerMain;
import bft.worker.WorkerMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The main class of the processes of {@code bft train}: {@code server}, {@code worker} or {@code
 * byzantine-worker}, with their arguments, and of {@code bft chaos}. The parent holds the other end
 * of their standard input, so they notice when it dies, and end as well.
 */
final class ChildMain {
    private static final int ORPHANED = 1;

    private static final Parent IGNORED =
            input -> input.transferTo(OutputStream.nullOutputStream());
    private static final Parent MEASURED = input -> ServerProbe.answer(input, System.out);

    /** What is done with what the parent writes, until it ends. */
    private interface Parent {
        void hear(InputStream input) throws IOException;
    }

    private ChildMain() {}

    public static void main(String[] arguments) {
        Main.withoutTemporaryFiles();
        Main.withNumbersOfNoLocale();
        Parent parent = arguments[0].equals(ServerProbe.PROGRAM) ? MEASURED : IGNORED;
        Thread watch = new Thread(() -> endWith(parent), "bft-parent-watch");
        watch.setDaemon(true);
        watch.start();
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (arguments[0]) {
            case "server", ServerProbe.PROGRAM -> ServerMain.main(rest);
            case "worker" -> WorkerMain.main(rest);
            default -> Main.main(arguments);
        }
    }

    private static void endWith(Parent parent) {
        try {
            parent.hear(System.in);
        } catch (IOException e) {
            // The same as the end of the input.
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
