package bft.experiments;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregation;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import bft.experiments.terminal.FormerNames;
import bft.experiments.vectors.AggregationPipe;
import bft.experiments.vectors.GoldenFile;
import bft.experiments.vectors.GoldenTally;
import bft.experiments.vectors.JsonVectors;
import bft.experiments.vectors.RowAnswer;
import bft.experiments.vectors.VectorFile;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "aggregate",
        description = "Applies a rule to the vectors of a file, or to those of another program.",
        footer = {"  bft aggregate --rule krum --byzantine 2 vectors.json"})
final class AggregateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private FormerNames former;

    @ArgGroup(multiplicity = "1")
    private Input input;

    private static final class Input {
        @ArgGroup(exclusive = false)
        private Vectors vectors;

        @Option(
                names = "--golden",
                paramLabel = "FILE",
                description =
                        "Runs every case of a file of reference answers; one JSON line a case, and"
                                + " a summary on standard error.")
        private Path golden;

        @Option(
                names = "--pipe",
                required = true,
                description =
                        "Answers requests of another program on standard input, as many as come:"
                                + " a line {\"rule\": ..., \"f\": ..., \"n\": ..., \"d\": ...} and"
                                + " n rows of d little-endian floats; the answer is a line and d"
                                + " floats.")
        private boolean pipe;
    }

    private static final class Vectors {
        @Option(
                names = "--rule",
                required = true,
                description = "A rule, e.g. krum or multi-krum:m=5; bft rules lists them.")
        private String rule;

        @Option(
                names = "--byzantine",
                required = true,
                description = "How many rows may be Byzantine.")
        private int f;

        @Option(
                names = "--seed",
                defaultValue = "0",
                description = "For rules that draw at random (default: 0).")
        private long seed;

        @Parameters(
                paramLabel = "FILE",
                description = "{\"input\": [[...], ...]} or an .npy matrix of n rows.")
        private Path file;
    }

    /** The output, before what became of the rows. */
    private record Result(float[] output, @JsonUnwrapped RowAnswer rows) {}

    @Override
    public Integer call() throws Exception {
        if (input.pipe) {
            var in = new FileInputStream(FileDescriptor.in);
            var out = new FileOutputStream(FileDescriptor.out);
            new AggregationPipe(Aggregator.sequential(), in, out).serve();
        } else if (input.golden != null) {
            var tally = new GoldenTally();
            GoldenFile.run(
                    input.golden,
                    answer -> {
                        print(answer);
                        tally.add(answer);
                    });
            spec.commandLine().getErr().println(tally);
        } else {
            aggregate(input.vectors);
        }
        return 0;
    }

    private void aggregate(Vectors given) throws IOException {
        AggregationRule rule = Rules.of(given.rule, given.f);
        float[][] rows = VectorFile.read(given.file);
        rule.requireAdmissible(rows.length);
        Aggregator aggregator = Aggregator.sequential().withDistances();
        Aggregation aggregation = aggregator.aggregate(rule, rows, RoundContext.first(given.seed));
        print(new Result(aggregation.output(), RowAnswer.of(aggregation.rows())));
    }

    private void print(Object answer) {
        try {
            String json = JsonVectors.MAPPER.writeValueAsString(answer);
            spec.commandLine().getOut().println(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
