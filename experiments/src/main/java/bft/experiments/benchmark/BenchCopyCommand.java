package bft.experiments.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "copy",
        hidden = true,
        description = "One end of the plain TCP copy of bft bench server.")
final class BenchCopyCommand implements Callable<Integer> {
    @Spec private CommandSpec command;

    @Option(names = "--port", description = "Of the other end (default: this end listens).")
    private int port;

    @Option(names = "--connections", required = true)
    private int connections;

    @Option(names = "--bytes", required = true, description = "Of a vector.")
    private long bytes;

    @Option(names = "--rounds", defaultValue = "1")
    private int rounds;

    @Override
    public Integer call() throws IOException {
        if (port == 0) {
            try (ServerSocketChannel listening = ServerSocketChannel.open()) {
                var free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
                // All connect at once, and the default queue takes 50.
                listening.bind(free, connections);
                print(((InetSocketAddress) listening.getLocalAddress()).getPort());
                RawCopy.serve(listening, connections, bytes);
                RawCopy.serve(listening, connections, bytes);
            }
        } else {
            RawCopy.exchange(port, connections, bytes, Math.max(1, rounds / 4));
            print(RawCopy.exchange(port, connections, bytes, rounds));
        }
        return 0;
    }

    private void print(long value) {
        command.commandLine().getOut().println(value);
    }
}
