package bft.experiments.benchmark;

import bft.aggregation.kernels.Kernels;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
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
            "Example:",
            "  bft bench codecs",
            "",
            "saving: how many times fewer bytes than floats. ms: a whole gradient, the median of"
                    + " the repeats. x copy: the median over the repeats of the ratio to copying d"
                    + " floats. bytes: allocated by one call."
        })
final class CodecsBenchCommand implements Callable<Integer> {
    private static final OutcomeTable<CodecOutcome> TABLE =
            new OutcomeTable<CodecOutcome>(110)
                    .number("saving", CodecOutcome::saving)
                    .number("encode ms", outcome -> outcome.encode().msMedian())
                    .number("x copy", outcome -> outcome.encode().ratioTo(outcome.copy()))
                    .column("    bytes", outcome -> outcome.encode().bytesMedian())
                    .number("decode ms", outcome -> outcome.decode().msMedian())
                    .number("x copy", outcome -> outcome.decode().ratioTo(outcome.copy()))
                    .column("    bytes", outcome -> outcome.decode().bytesMedian())
                    .column("codec", CodecOutcome::codec);

    @Mixin private BenchOptions options;

    @Option(
            names = "--codec",
            paramLabel = "CODECS",
            description = "Codecs, with commas between them (default: all).")
    private String codecs = "";

    @Override
    public Integer call() {
        List<Integer> dimensions = options.dimensions(1);
        List<GradientCodec> chosen = codecs.isEmpty() ? Codecs.ALL : Codecs.listed(codecs);
        options.requireMemoryFor(chosen.size() + " codecs", d -> CodecsBench.bytes(chosen, d));
        var bench = new CodecsBench(options.repeats(), options.seed());
        for (int d : dimensions) {
            List<CodecOutcome> outcomes = bench.run(chosen, d);
            options.print(outcomes, CodecOutcome::json, () -> table(d, outcomes));
        }
        return 0;
    }

    private static List<String> table(int d, List<CodecOutcome> outcomes) {
        String machine = "kernels: %s; JDK %s".formatted(Kernels.best(), Runtime.version());
        List<String> lines = new ArrayList<>();
        lines.add(BenchOptions.copying(d, outcomes.get(0).copy(), machine));
        lines.addAll(TABLE.lines(outcomes));
        lines.add("");
        return lines;
    }
}
