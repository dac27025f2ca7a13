package bft.experiments.benchmark;

import static bft.experiments.benchmark.BenchOptions.requireRange;

import bft.spec.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "pages",
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Times rounds of a real server under load while its live page is open many times and"
                    + " while it is not, in turns of one run.",
            "The pages are read on the same machine, which costs time that browsers elsewhere would"
                    + " not."
        },
        footer = "  bft bench pages --pages 50 --dimension 100000 --seconds 5")
final class PagesBenchCommand implements Callable<Integer> {
    private static final int WARM_UP = 100;

    @Mixin private BenchOptions options;

    @Option(names = "--rule", defaultValue = "multi-krum", description = "Rule.")
    private String rule;

    @Option(names = "--workers", defaultValue = "10", description = "Workers.")
    private int workers;

    @Option(names = "--pages", defaultValue = "50", description = "Pages that are open.")
    private int pages;

    @Option(names = "--seconds", defaultValue = "5", description = "Length of a turn.")
    private int seconds;

    /** A turn without pages and one with them. */
    private record Pair(double without, double with, double bytesPerSecond) {
        double slowdown() {
            return without / with;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireRange("--workers", List.of(workers), 1, 1_000);
        requireRange("--pages", List.of(pages), 1, 1_000);
        requireRange("--seconds", List.of(seconds), 1, 3_600);
        try (var bench = new ServerBench()) {
            for (int d : options.dimensions(1)) {
                List<Pair> pairs = bench.under(load(d), rule, this::pairs);
                BenchOutcome outcome = outcome(d, pairs);
                options.print(List.of(outcome), () -> List.of(line(outcome)));
            }
        }
        return 0;
    }

    private ServerLoad load(int d) {
        return new ServerLoad(
                workers,
                Math.max(0, (workers - 3) / 4),
                0,
                d,
                "bsp",
                "float32",
                1,
                WARM_UP,
                Integer.MAX_VALUE,
                options.seed(),
                Optional.empty(),
                List.of("--max-pages", "" + pages));
    }

    /** Every other pair begins with the pages, so that a drift of the machine cancels. */
    private List<Pair> pairs(int port) throws IOException, InterruptedException {
        List<Pair> pairs = new ArrayList<>();
        for (int k = 0; k < options.repeats(); k++) {
            double before = k % 2 == 0 ? roundsPerSecond(port) : 0;
            double with;
            double bytes;
            try (var readers = new PageReaders(port, pages)) {
                with = roundsPerSecond(port);
                bytes = (double) readers.bytes() / seconds;
            }
            pairs.add(new Pair(k % 2 == 0 ? before : roundsPerSecond(port), with, bytes));
        }
        return pairs;
    }

    private double roundsPerSecond(int port) throws IOException, InterruptedException {
        double from = version(port);
        long began = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        double made = version(port) - from;
        return 1e9 * made / (System.nanoTime() - began);
    }

    private static double version(int port) throws IOException, InterruptedException {
        return MetricsPage.read(port).sum("bft_model_version");
    }

    private BenchOutcome outcome(int d, List<Pair> pairs) {
        return new BenchOutcome("pages")
                .with("rule", rule)
                .with("n", workers)
                .with("d", d)
                .with("pages", pages)
                .with("pairs", pairs.size())
                .with("rounds_per_second", median(pairs, Pair::without))
                .with("bytes_per_second", median(pairs, Pair::bytesPerSecond))
                .with("slowdown", median(pairs, Pair::slowdown))
                .with("slowdowns", pairs.stream().map(pair -> ratio(pair.slowdown())).toList());
    }

    private static double median(List<Pair> pairs, ToDoubleFunction<Pair> of) {
        return Rotation.median(pairs.stream().mapToDouble(of).toArray());
    }

    private static String ratio(double value) {
        return Text.of("%.3f", value);
    }

    private static String line(BenchOutcome outcome) {
        return "%s n=%s d=%s: %s rounds/s without pages; with %s of them, which read %s MB/s, a round takes %s times as long (median of %s pairs: %s)"
                .formatted(
                        outcome.get("rule"),
                        outcome.get("n"),
                        outcome.get("d"),
                        OutcomeTable.number(outcome.number("rounds_per_second")),
                        outcome.get("pages"),
                        OutcomeTable.number(outcome.number("bytes_per_second") / 1e6),
                        ratio(outcome.number("slowdown")),
                        outcome.get("pairs"),
                        outcome.get("slowdowns"));
    }
}
