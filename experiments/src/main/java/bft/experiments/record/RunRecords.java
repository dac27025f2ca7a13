package bft.experiments.record;

import bft.experiments.output.ResultFile;
import bft.experiments.output.UnwritableException;
import bft.server.files.LineFile;
import bft.server.metrics.GradientReport;
import bft.server.metrics.RoundJson;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.Tally;
import bft.worker.model.Evaluation;
import io.vertx.core.json.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rounds of one run, written as they come: {@code rounds.jsonl} has all that the server reports
 * of a round, the seconds of all rounds so far, and accuracy and loss if they were measured; {@code
 * rounds.csv} has the same without times as a row, with values of workers as {@code worker=value}.
 */
public final class RunRecords implements Closeable {
    private static final String LINES = "rounds.jsonl";
    private static final String TABLE = "rounds.csv";
    private static final String COLUMNS =
            "round,version,present,tolerated,norm,refusals,distrusted,weights,staleness,dampening,"
                    + "accepted,refused,accuracy,loss";

    private final Path directory;
    private final LineFile lines;
    private final LineFile table;
    private final List<double[]> accuracies = new ArrayList<>();
    private double seconds;

    /**
     * @param directory exists; files of these names in it are replaced
     */
    public RunRecords(Path directory) throws IOException {
        this.directory = directory;
        lines = opened(LINES);
        table = opened(TABLE);
        add(table, TABLE, COLUMNS);
    }

    private LineFile opened(String name) throws UnwritableException {
        Path file = directory.resolve(name);
        try {
            LineFile opened = LineFile.open(file);
            opened.begin();
            return opened;
        } catch (IOException e) {
            throw new UnwritableException(file, e);
        }
    }

    private void add(LineFile file, String name, String line) throws UnwritableException {
        try {
            file.write(line + "\n");
            file.flush();
        } catch (IOException e) {
            throw new UnwritableException(directory.resolve(name), e);
        }
    }

    /** A model without a round: the first, or the last of a run that failed. */
    public void point(long version, Evaluation evaluation) {
        accuracies.add(new double[] {version, evaluation.accuracy()});
    }

    /**
     * Adds a round.
     *
     * @param evaluation of the version that it made, if it was measured
     * @throws IOException if a file cannot be written
     */
    public void add(RoundRecord round, Optional<Evaluation> evaluation) throws IOException {
        seconds += (round.collectNanos() + round.aggregateNanos()) / 1e9;
        JsonObject line = RoundJson.of(round).put("seconds", seconds);
        evaluation.ifPresent(
                measured -> {
                    line.put("accuracy", measured.accuracy()).put("loss", measured.loss());
                    point(round.version(), measured);
                });
        add(lines, LINES, line.encode());
        add(table, TABLE, row(round) + "," + accuracyAndLoss(evaluation));
    }

    private static String accuracyAndLoss(Optional<Evaluation> evaluation) {
        return evaluation.map(e -> e.accuracy() + "," + e.loss()).orElse(",");
    }

    private static String row(RoundRecord round) {
        var row = new StringJoiner(",");
        row.add(Long.toString(round.round()));
        row.add(Long.toString(round.version()));
        row.add(Integer.toString(round.workers().size()));
        row.add(Integer.toString(round.tolerated()));
        row.add(finite(round.aggregateNorm()));
        row.add(pairs(round.refusals().entrySet(), Map.Entry::getKey, Map.Entry::getValue));
        row.add(joined(round.distrusted().keySet(), Object::toString));
        row.add(pairs(round.workers(), GradientReport::worker, w -> finite(w.weight())));
        row.add(pairs(round.workers(), GradientReport::worker, GradientReport::staleness));
        row.add(pairs(round.workers(), GradientReport::worker, w -> finite(w.dampening())));
        Set<Map.Entry<Integer, Tally>> calls = round.tallies().entrySet();
        row.add(pairs(calls, Map.Entry::getKey, worker -> worker.getValue().acceptedCount()));
        row.add(pairs(calls, Map.Entry::getKey, worker -> worker.getValue().refusedCount()));
        return row.toString();
    }

    private static String finite(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }

    private static <T> String pairs(
            Collection<T> all, Function<T, Object> name, Function<T, Object> figure) {
        return joined(all, one -> name.apply(one) + "=" + figure.apply(one));
    }

    private static <T> String joined(Collection<T> all, Function<T, String> words) {
        return all.stream().map(words).collect(Collectors.joining(" "));
    }

    /**
     * Writes the last version and why there is no later one to {@code end.json}.
     *
     * @throws IOException if the file cannot be written
     */
    public void ended(long version, String reason) throws IOException {
        var end = new JsonObject().put("version", version).put("reason", reason);
        ResultFile.write(directory.resolve("end.json"), end.encodePrettily() + "\n");
    }

    /** The accuracies so far as a curve. */
    public Series accuracy(String name) {
        double[] x = accuracies.stream().mapToDouble(point -> point[0]).toArray();
        double[] y = accuracies.stream().mapToDouble(point -> point[1]).toArray();
        return new Series(name, x, y);
    }

    @Override
    public void close() throws IOException {
        try {
            lines.close();
        } finally {
            table.close();
        }
    }
}
