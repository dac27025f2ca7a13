package bft.experiments.benchmark;

import bft.experiments.terminal.TextColumns;
import bft.experiments.vectors.JsonVectors;
import bft.spec.BadArgument;
import bft.spec.Text;
import bft.worker.codec.Codecs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Counts what one round costs the network, beside a ring all-reduce, which trusts everyone. */
@Command(
        name = "network",
        showDefaultValues = true,
        description = {
            "Counts the bytes of one round through a server and of a ring all-reduce, and the time that they"
                    + " take at least on links that are full in both directions. Measures nothing."
        },
        footer = "  bft bench network --workers 16 --dimension 1000000 --gigabits 10 --codec int8")
final class NetworkBenchCommand implements Callable<Integer> {
    private static final int WIDTH = 100;
    private static final int MOST_COORDINATES = 100_000_000;

    @Spec private CommandSpec spec;

    @Option(names = "--workers", paramLabel = "N", defaultValue = "16", description = "Workers.")
    private int workers;

    @Option(
            names = "--dimension",
            defaultValue = "1000000",
            description = "Parameters of the model.")
    private int dimension;

    @Option(
            names = "--gigabits",
            defaultValue = "10",
            description = "Speed of every link, each way, in gigabits a second.")
    private double gigabits;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            defaultValue = "float32",
            description = "How gradients travel to the server.")
    private String codec;

    @Option(
            names = "--pull-codec",
            paramLabel = "CODEC",
            defaultValue = "float32",
            description = "How models travel to the workers.")
    private String pullCodec;

    @Option(names = "--json", description = "Print one JSON array.")
    private boolean json;

    /**
     * One way to do a round.
     *
     * @param bytes on all links, one way each
     * @param busiest bytes on the busiest link, in its busier direction
     * @param seconds that the busiest link takes, one direction after the other where they depend
     */
    record Cost(String way, double bytes, double busiest, double seconds) {
        List<String> row() {
            return List.of(
                    way,
                    Text.of("%.1f", bytes / 1e6),
                    Text.of("%.1f", busiest / 1e6),
                    Text.of("%.2f", 1e3 * seconds));
        }
    }

    @Override
    public Integer call() throws IOException {
        BadArgument.when(
                        workers < 2
                                || dimension < 1
                                || dimension > MOST_COORDINATES
                                || !(gigabits > 0))
                .because(
                        "needs --workers >= 2, --dimension in [1, %s] and --gigabits > 0, got %s, %s and %s",
                        MOST_COORDINATES, workers, dimension, gigabits);
        List<Cost> costs =
                costs(workers, 4.0 * dimension, bytes(codec), bytes(pullCodec), gigabits / 8 * 1e9);
        if (json) {
            spec.commandLine().getOut().println(JsonVectors.MAPPER.writeValueAsString(costs));
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("one round", "MB in all", "MB on the busiest link", "ms at least"));
        costs.forEach(cost -> rows.add(cost.row()));
        TextColumns.of(rows, 1, WIDTH).forEach(spec.commandLine().getOut()::println);
        return 0;
    }

    /**
     * Both ways.
     *
     * @param n workers
     * @param whole bytes of a gradient without a codec
     * @param pushed bytes of a gradient in its codec
     * @param pulled bytes of a model in its codec
     * @param speed of a link, bytes a second
     */
    static List<Cost> costs(int n, double whole, double pushed, double pulled, double speed) {
        double ring = 2.0 * (n - 1) * whole;
        double busiest = n * Math.max(pushed, pulled);
        return List.of(
                new Cost("ring all-reduce, a sum", ring, ring / n, ring / n / speed),
                new Cost(
                        "a server, any rule",
                        n * (pushed + pulled),
                        busiest,
                        n * (pushed + pulled) / speed));
    }

    private double bytes(String name) {
        return CodecsBench.encodedBytes(Codecs.of(name), dimension);
    }
}
