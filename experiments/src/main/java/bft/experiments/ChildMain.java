package bft.experiments;

import bft.server.ServerMain;
import bft.worker.WorkerMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Where the processes of {@code bft train} begin: {@code server}, {@code worker} or {@code
 * byzantine-worker} and the arguments of each. The parent holds the other end of their standard
 * input, so they see it die, however it dies, and end as well.
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
            // As good as the end of it.
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
