package bft.experiments.record;

import bft.experiments.output.UnwritableException;
import bft.server.files.LineFile;
import bft.worker.model.Evaluation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * The rounds of one run, written as they come: {@code rounds.jsonl} has all the server tells of a
 * round and the accuracy and loss where they were measured, {@code rounds.csv} the same in a row,
 * with figures of workers as {@code worker=figure}.
 */
public final class RunRecords implements Closeable {
    private static final String LINES = "rounds.jsonl";
    private static final String TABLE = "rounds.csv";
    private static final JsonMapper JSON = new JsonMapper();
    private static final String COLUMNS =
            "round,version,present,tolerated,norm,refusals,distrusted,weights,staleness,dampening,"
                    + "accepted,refused,accuracy,loss";

    private final Path directory;
    private final LineFile lines;
    private final LineFile table;
    private final List<double[]> accuracies = new ArrayList<>();

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

    /** A model that no round came with: the first, or the last of a run that failed. */
    public void point(long version, Evaluation evaluation) {
        accuracies.add(new double[] {version, evaluation.accuracy()});
    }

    /**
     * Adds a round.
     *
     * @param line the server's JSON object of it
     * @param evaluation of the version that it made, if it was measured
     * @return the object, with accuracy and loss in it if they were measured
     * @throws IOException if the line is no such object, or a file cannot be written
     */
    public JsonNode add(String line, Optional<Evaluation> evaluation) throws IOException {
        ObjectNode round = JSON.readValue(line, ObjectNode.class);
        evaluation.ifPresent(
                measured -> {
                    round.put("accuracy", measured.accuracy());
                    round.put("loss", measured.loss());
                    point(round.path("version").asLong(), measured);
                });
        add(lines, LINES, JSON.writeValueAsString(round));
        add(table, TABLE, row(round));
        return round;
    }

    private static String row(JsonNode round) {
        var row = new StringJoiner(",");
        for (String column : List.of("round", "version")) {
            row.add(round.path(column).asText());
        }
        row.add(Integer.toString(round.path("present").size()));
        row.add(round.path("tolerated").asText());
        row.add(round.path("norm").asText());
        row.add(pairs(round.path("refusals")));
        var distrusted = new StringJoiner(" ");
        round.path("distrusted").fieldNames().forEachRemaining(distrusted::add);
        row.add(distrusted.toString());
        for (String column : List.of("weight", "staleness", "dampening")) {
            row.add(byWorker(round.path("workers"), worker -> worker.path(column).asText()));
        }
        for (String column : List.of("accepted", "refused")) {
            row.add(byWorker(round.path("calls"), worker -> sum(worker.path(column))));
        }
        return row.add(round.path("accuracy").asText()).add(round.path("loss").asText()).toString();
    }

    private static String byWorker(JsonNode workers, Function<JsonNode, String> figure) {
        var pairs = new StringJoiner(" ");
        workers.forEach(w -> pairs.add(w.path("worker").asText() + "=" + figure.apply(w)));
        return pairs.toString();
    }

    private static String sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.asLong();
        }
        return Long.toString(sum);
    }

    private static String pairs(JsonNode object) {
        var pairs = new StringJoiner(" ");
        object.properties().forEach(p -> pairs.add(p.getKey() + "=" + p.getValue().asText()));
        return pairs.toString();
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
