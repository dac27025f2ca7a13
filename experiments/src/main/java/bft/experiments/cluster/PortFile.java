package bft.experiments.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports that a server writes to a file once it listens.
 *
 * @param workers the port for workers
 * @param admin the port for the operator
 */
public record PortFile(int workers, int admin) {
    private static final Pattern PORTS = Pattern.compile("(\\d+) (\\d+)\n");
    private static final int POLL_MILLIS = 50;

    /** Waits until the file is complete; empty if the server ends before. */
    public static Optional<PortFile> await(Child server, Path file)
            throws IOException, InterruptedException {
        while (server.isAlive()) {
            Matcher ports = PORTS.matcher(Files.exists(file) ? Files.readString(file) : "");
            if (ports.matches()) {
                int workers = Integer.parseInt(ports.group(1));
                return Optional.of(new PortFile(workers, Integer.parseInt(ports.group(2))));
            }
            Thread.sleep(POLL_MILLIS);
        }
        return Optional.empty();
    }
}
