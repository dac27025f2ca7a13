package bft.experiments.benchmark;

import bft.aggregation.kernels.Kernels;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "codecs",
        sortOptions = false,
        showDefaultValues = true,
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
    private static final OutcomeTable<BenchOutcome> TABLE =
            new OutcomeTable<BenchOutcome>(110)
                    .number("saving", outcome -> outcome.number("saving"))
                    .number("encode ms", outcome -> outcome.number("encode_ms_median"))
                    .number("x copy", outcome -> outcome.number("encode_copy_ratio"))
                    .column("    bytes", outcome -> outcome.get("encode_bytes_per_call"))
                    .number("decode ms", outcome -> outcome.number("decode_ms_median"))
                    .number("x copy", outcome -> outcome.number("decode_copy_ratio"))
                    .column("    bytes", outcome -> outcome.get("decode_bytes_per_call"))
                    .column("codec", outcome -> outcome.get("codec"));

    @Mixin private BenchOptions options;

    @Option(
            names = "--codec",
            paramLabel = "CODECS",
            showDefaultValue = Visibility.NEVER,
            description = "Codecs, with commas between them (default: all).")
    private String codecs = "";

    @Override
    public Integer call() {
        List<Integer> dimensions = options.dimensions(1);
        List<GradientCodec> chosen = codecs.isEmpty() ? Codecs.ALL : Codecs.listed(codecs);
        options.requireMemoryFor(chosen.size() + " codecs", d -> CodecsBench.bytes(chosen, d));
        var bench = new CodecsBench(options.repeats(), options.seed());
        for (int d : dimensions) {
            List<BenchOutcome> outcomes = bench.run(chosen, d);
            options.print(outcomes, () -> table(d, outcomes));
        }
        return 0;
    }

    private static List<String> table(int d, List<BenchOutcome> outcomes) {
        String machine = "kernels: %s; JDK %s".formatted(Kernels.best(), Runtime.version());
        List<String> lines = new ArrayList<>();
        lines.add(BenchOptions.copying(d, outcomes.get(0), machine));
        lines.addAll(TABLE.lines(outcomes));
        lines.add("");
        return lines;
    }
}
