package bft.experiments;

import bft.server.ServerMain;
import bft.worker.WorkerMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The main class of the processes of {@code bft train}: {@code server}, {@code worker} or {@code
 * byzantine-worker}, with their arguments. The parent holds the other end of their standard input,
 * so they notice when it dies, and end as well.
 */
final class ChildMain {
    private static final int ORPHANED = 1;

    private ChildMain() {}

    public static void main(String[] arguments) {
        Main.withoutTemporaryFiles();
        Main.withNumbersOfNoLocale();
        Thread watch = new Thread(() -> endWith(System.in), "bft-parent-watch");
        watch.setDaemon(true);
        watch.start();
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (arguments[0]) {
            case "server" -> ServerMain.main(rest);
            case "worker" -> WorkerMain.main(rest);
            default -> Main.main(arguments);
        }
    }

    private static void endWith(InputStream parent) {
        try {
            parent.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The same as the end of the input.
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
