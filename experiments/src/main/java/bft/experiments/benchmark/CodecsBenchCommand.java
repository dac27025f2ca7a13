package bft.experiments.benchmark;

import static bft.experiments.benchmark.BenchOptions.requireMemory;
import static bft.experiments.benchmark.BenchOptions.requireRange;
import static bft.experiments.benchmark.OutcomeTable.number;
import static bft.experiments.benchmark.OutcomeTable.right;

import bft.aggregation.kernels.Kernels;
import bft.experiments.terminal.TextColumns;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "codecs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Times encoding and decoding of gradients for every number of parameters d, on one"
                    + " thread.",
            "All of them take turns in one run, and with them a copy of d floats."
        },
        footer = {
            "",
            "saving: how many times fewer bytes than floats. ms: a whole gradient, the median of"
                    + " the repeats. x copy: the median over the repeats of the ratio to copying d"
                    + " floats. bytes: allocated by one call."
        })
final class CodecsBenchCommand implements Callable<Integer> {
    private static final int WIDTH = 110;

    private static final List<String> TITLES =
            List.of(
                    "saving",
                    "encode ms",
                    "x copy",
                    "    bytes",
                    "decode ms",
                    "x copy",
                    "    bytes",
                    "codec");

    @Mixin private BenchOptions options;

    @Option(
            names = "--codec",
            paramLabel = "CODECS",
            description = "Codecs, with commas between them (default: all).")
    private String codecs = "";

    @Option(
            names = "--d",
            split = ",",
            defaultValue = "1000000",
            paramLabel = "D",
            description = "Parameters (default: ${DEFAULT-VALUE}); a list: 1000,100000.")
    private List<Integer> dimensions;

    @Override
    public Integer call() throws JsonProcessingException {
        requireRange("--d", dimensions, 1, Integer.MAX_VALUE);
        List<GradientCodec> chosen = codecs.isEmpty() ? Codecs.ALL : Codecs.listed(codecs);
        for (int d : dimensions) {
            requireMemory(
                    "%s codecs of d=%s".formatted(chosen.size(), d),
                    CodecsBench.bytes(chosen, d),
                    "lower --d, name fewer");
        }
        var bench = new CodecsBench(options.repeats(), options.seed());
        for (int d : dimensions) {
            print(d, bench.run(chosen, d));
        }
        return 0;
    }

    private void print(int d, List<CodecOutcome> outcomes) throws JsonProcessingException {
        if (options.json()) {
            for (CodecOutcome outcome : outcomes) {
                options.print(outcome.json());
            }
            return;
        }
        PrintWriter out = options.out();
        double ms = outcomes.get(0).copy().msMedian();
        out.println(
                "d=%s: copying d floats takes %s ms, %s GB/s; kernels: %s; JDK %s"
                        .formatted(
                                d,
                                number(ms),
                                number(8e-6 * d / ms),
                                Kernels.best(),
                                Runtime.version()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(TITLES);
        outcomes.forEach(outcome -> rows.add(row(outcome)));
        TextColumns.of(rows, 1, WIDTH).forEach(out::println);
        out.println();
    }

    private static List<String> row(CodecOutcome outcome) {
        return List.of(
                right(6, number(outcome.saving())),
                right(9, number(outcome.encode().msMedian())),
                right(6, number(outcome.encode().ratioTo(outcome.copy()))),
                right(9, "" + outcome.encode().bytesMedian()),
                right(9, number(outcome.decode().msMedian())),
                right(6, number(outcome.decode().ratioTo(outcome.copy()))),
                right(9, "" + outcome.decode().bytesMedian()),
                outcome.codec());
    }
}
