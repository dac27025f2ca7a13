package bft.experiments.benchmark;

import bft.experiments.cluster.Child;
import bft.experiments.cluster.LineFeed;
import bft.experiments.cluster.PortFile;
import bft.server.ServerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures a server that runs in a process of its own, with workers in other processes, over
 * loopback. Everything that the processes write is in a temporary directory.
 */
final class ServerBench implements AutoCloseable {
    private static final Pattern NUMBERS = Pattern.compile("\\d+( \\d+)?");
    private static final Pattern NEED = Pattern.compile("the process needs (\\d+) MB at most");

    /** As the JVM counts them. */
    private static final double MEGABYTE = 1 << 20;

    private static final int POLL_MILLIS = 100;
    private static final int END_SECONDS = 5;
    private static final int COPY_MEGABYTES = 128;
    private static final long PATIENCE_NANOS = 300_000_000_000L;

    private final Path directory;
    private final List<Child> running = new ArrayList<>();
    private final Thread cleanUp = new Thread(this::endAll);

    ServerBench() throws IOException {
        directory = Files.createTempDirectory("bft-bench");
        Runtime.getRuntime().addShutdownHook(cleanUp);
    }

    /**
     * Runs a server with its workers for the rounds of the load.
     *
     * @throws IOException if a process ends early; the message has its last line
     */
    ServerOutcome run(ServerLoad load, String rule) throws IOException, InterruptedException {
        try {
            Started started = start(load, rule);
            Mark before = mark(started.times, started.admin);
            Mark after = mark(started.times, started.admin);
            return new ServerOutcome(load, rule, before, after, need(running.get(0)));
        } finally {
            endAll();
        }
    }

    /** What is measured while a server is under load. */
    interface Measurement<T> {
        T with(int adminPort) throws IOException, InterruptedException;
    }

    /** Measures something after the warm-up of the load, whose rounds go on meanwhile. */
    <T> T under(ServerLoad load, String rule, Measurement<T> measured)
            throws IOException, InterruptedException {
        try {
            Started started = start(load, rule);
            next(started.times, running.get(0));
            return measured.with(started.admin);
        } finally {
            endAll();
        }
    }

    /** A server with its workers. */
    private record Started(int admin, LineFeed times) {}

    private Started start(ServerLoad load, String rule) throws IOException, InterruptedException {
        Path ports = directory.resolve("ports");
        Files.deleteIfExists(ports);
        String tokens = directory.resolve("tokens-" + load.n()).toString();
        List<String> call = load.server(rule, tokens, ports.toString());
        int megabytes = ServerMain.options(call.subList(1, call.size())).heapMegabytes();
        Child server = start("server", megabytes, call);
        Optional<PortFile> listening = PortFile.await(server, ports);
        if (listening.isEmpty()) {
            throw ended(server);
        }
        LineFeed times = null;
        for (int i = load.clients() - 1; i >= 0; i--) {
            times = clients(load, i, tokens, listening.get().workers());
        }
        return new Started(listening.get().admin(), times);
    }

    /** What the server says when it starts; 0 if it says nothing. */
    private static double need(Child server) throws IOException {
        var stated = NEED.matcher(Files.readString(server.log()));
        return stated.find() ? Double.parseDouble(stated.group(1)) * MEGABYTE : 0;
    }

    /** Gigabytes per second of the same bytes over plain TCP between the same connections. */
    double copy(ServerLoad load) throws IOException, InterruptedException {
        try {
            Child server = start("copy-server", COPY_MEGABYTES, load.copy(0));
            var serverLines = new LineFeed(server.process().getInputStream());
            int port = Integer.parseInt(next(serverLines, server));
            Child client = start("copy-client", COPY_MEGABYTES, load.copy(port));
            var lines = new LineFeed(client.process().getInputStream());
            double nanos = Double.parseDouble(next(lines, client));
            return load.payload() * load.rounds() / nanos;
        } finally {
            endAll();
        }
    }

    /**
     * A moment of a run.
     *
     * @param version of the first worker
     * @param nanos when it got the version
     * @param usage of the server
     * @param clients CPU seconds of all workers
     */
    record Mark(
            long version, long nanos, MetricsPage metrics, ProcessUsage usage, double clients) {}

    private Mark mark(LineFeed times, int adminPort) throws IOException, InterruptedException {
        String[] line = next(times, running.get(0)).split(" ");
        double clients = 0;
        for (Child child : running.subList(1, running.size())) {
            clients += usage(child).allSeconds();
        }
        return new Mark(
                Long.parseLong(line[0]),
                Long.parseLong(line[1]),
                MetricsPage.read(adminPort),
                usage(running.get(0)),
                clients);
    }

    private static ProcessUsage usage(Child child) {
        return ProcessUsage.of(child.process().pid());
    }

    private LineFeed clients(ServerLoad load, int i, String tokens, int port) throws IOException {
        Child clients = start("clients-" + i, load.clientMegabytes(), load.client(i, tokens, port));
        return new LineFeed(clients.process().getInputStream());
    }

    private Child start(String name, int megabytes, List<String> call) throws IOException {
        Path log = directory.resolve(name + ".log");
        Files.deleteIfExists(log);
        Child child = Child.startPiped(name, megabytes, call, log);
        running.add(child);
        return child;
    }

    /** The next line of numbers of a feed, while all processes run; the JVM may print others. */
    private String next(LineFeed feed, Child of) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() - deadline < 0) {
            Optional<String> line =
                    feed.read(POLL_MILLIS).stream().filter(NUMBERS.asMatchPredicate()).findFirst();
            if (line.isPresent()) {
                return line.get();
            }
            for (Child child : running) {
                if (!child.isAlive()) {
                    throw ended(child);
                }
            }
        }
        throw new IOException(of.name() + ": no progress for 300 s");
    }

    private static IOException ended(Child child) throws IOException {
        return new IOException(child.name() + " ended early: " + child.lastWords());
    }

    private void endAll() {
        running.forEach(Child::stop);
        running.forEach(child -> child.end(END_SECONDS));
        running.clear();
    }

    @Override
    public void close() throws IOException {
        endAll();
        Runtime.getRuntime().removeShutdownHook(cleanUp);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
