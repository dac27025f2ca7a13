package bft.server.audit;

import bft.server.metrics.GradientReport;
import bft.server.metrics.RoundJson;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.Tally;
import bft.spec.Text;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Says in plain words why a worker's gradients counted as they did in a round. */
public final class RoundExplanation {
    private static final int NEIGHBOURS = 5;

    private final JsonObject start;
    private final JsonObject line;
    private final RoundRecord round;
    private final int worker;
    private final List<String> text = new ArrayList<>();

    /**
     * Identifies a gradient in the log and in a recording.
     *
     * @param crc32c of its floats
     */
    public record Push(int worker, long sequence, String crc32c) {
        /** The push of a gradient that has arrived. */
        public static Push of(int worker, long sequence, float[] gradient) {
            return new Push(worker, sequence, Digests.crc32c(gradient));
        }
    }

    private RoundExplanation(JsonObject start, JsonObject line, int worker) {
        this.start = start;
        this.line = line;
        this.round = RoundJson.read(line);
        this.worker = worker;
    }

    /**
     * Finds a round in a log; the last one, if it was repeated after a crash.
     *
     * @throws IOException if the log cannot be read, or fails its checks before that round
     * @throws IllegalArgumentException if it has no such round
     */
    public static RoundExplanation of(Path log, long round, int worker) throws IOException {
        List<JsonObject> starts = new ArrayList<>();
        List<RoundExplanation> found = new ArrayList<>();
        Verification.Result checked =
                Verification.read(
                        log,
                        line -> {
                            if ("start".equals(line.getString(AuditChain.TYPE))) {
                                starts.add(line);
                            } else if (line.getLong("round") == round) {
                                JsonObject start = starts.get(starts.size() - 1);
                                found.add(new RoundExplanation(start, line, worker));
                            }
                        });
        if (found.isEmpty()) {
            String why = checked.failure().map(failure -> "; " + failure).orElse("");
            throw new IllegalArgumentException(
                    "%s has no round %s: it has %s rounds%s"
                            .formatted(log, round, checked.rounds(), why));
        }
        return found.get(found.size() - 1).requireReadable();
    }

    /** A forged line can lack anything, even where the chain does not show it. */
    private RoundExplanation requireReadable() {
        try {
            pushes();
            text(Map.of());
            return this;
        } catch (NullPointerException | ClassCastException e) {
            throw new IllegalArgumentException("not a round of an audit log: " + line.encode(), e);
        }
    }

    /**
     * The gradients that were accepted for the round, and all of the worker; their data makes the
     * text fuller.
     */
    public List<Push> pushes() {
        List<Push> pushes = new ArrayList<>();
        for (JsonObject one : gradients()) {
            if (one.containsKey("accepted") || one.getInteger("worker") == worker) {
                pushes.add(push(one));
            }
        }
        return pushes;
    }

    private static Push push(JsonObject one) {
        return new Push(one.getInteger("worker"), one.getLong("sequence"), one.getString("crc32c"));
    }

    private List<JsonObject> gradients() {
        JsonArray all = line.getJsonArray("gradients");
        return all.stream().map(JsonObject.class::cast).toList();
    }

    /**
     * The explanation, one sentence or figure a line.
     *
     * @param data of the pushes, as far as it is there
     */
    public List<String> text(Map<Push, float[]> data) {
        text.clear();
        sayRound();
        gradients().stream().filter(one -> one.getInteger("worker") == worker).forEach(this::say);
        Optional<GradientReport> report =
                round.workers().stream().filter(one -> one.worker() == worker).findFirst();
        report.ifPresent(this::sayWeight);
        report.ifPresent(this::sayScore);
        report.ifPresent(this::sayDistance);
        report.flatMap(GradientReport::copied)
                .ifPresent(
                        what ->
                                say(
                                        "It is nearly a copy, which did not change its weight: %s.",
                                        what));
        report.map(GradientReport::localSteps)
                .filter(OptionalInt::isPresent)
                .ifPresent(
                        steps ->
                                say(
                                        "It says that it made %s local steps, which did not change its"
                                                + " weight.",
                                        steps.getAsInt()));
        sayCalls(report.isPresent());
        sayNeighbours(data);
        Optional.ofNullable(round.distrusted().get(worker))
                .ifPresent(why -> say("It is distrusted: %s.", why));
        round.notes().forEach(note -> say("The step itself: %s.", note));
        return List.copyOf(text);
    }

    /**
     * The explanation for programs.
     *
     * @param data of the pushes, as far as it is there
     */
    public JsonObject json(Map<Push, float[]> data) {
        var neighbours = new JsonArray();
        neighbours(data)
                .forEach(
                        one ->
                                neighbours.add(
                                        new JsonObject()
                                                .put("worker", one.worker)
                                                .put("distance", one.distance)));
        JsonObject record = RoundJson.of(round);
        return new JsonObject()
                .put("job", start.getJsonObject("job", new JsonObject()))
                .put("round", round.round())
                .put("version", round.version())
                .put("worker", worker)
                .put("tolerated", round.tolerated())
                .put("repeated", line.getBoolean("again", false))
                .put("gradients", ofWorker(line.getJsonArray("gradients")))
                .put("report", first(ofWorker(record.getJsonArray("workers"))))
                .put("calls", first(ofWorker(record.getJsonArray("calls"))))
                .put("score_threshold", record.getValue("score_threshold"))
                .put("distance_threshold", record.getValue("distance_threshold"))
                .put("aggregate_norm", record.getValue("norm"))
                .put("neighbours", neighbours)
                .put("distrusted", round.distrusted().get(worker))
                .put("notes", record.getJsonArray("notes"))
                .put("text", new JsonArray(text(data)));
    }

    private JsonArray ofWorker(JsonArray all) {
        var its = new JsonArray();
        all.stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getInteger("worker") == worker)
                .forEach(its::add);
        return its;
    }

    private static Object first(JsonArray all) {
        return all.isEmpty() ? null : all.getValue(0);
    }

    private void say(String sentence, Object... values) {
        text.add(Text.of(sentence, values));
    }

    private void sayRound() {
        JsonObject job = start.getJsonObject("job", new JsonObject());
        say(
                "Round %s of job %s made version %s from the gradients of %s workers; rule %s, mode %s,"
                        + " filter %s, n=%s, f=%s. It tolerated %s faulty ones.%s",
                round.round(),
                job.getString("job"),
                round.version(),
                round.workers().size(),
                job.getString("rule"),
                job.getString("mode"),
                job.getString("filter"),
                job.getString("workers"),
                job.getString("byzantine"),
                round.tolerated(),
                line.getBoolean("again", false) ? " It was repeated after a crash." : "");
    }

    private void say(JsonObject gradient) {
        long age = round.round() - gradient.getLong("base");
        String outcome =
                gradient.containsKey("refused")
                        ? "was refused as %s: %s"
                                .formatted(
                                        gradient.getString("refused"), gradient.getString("detail"))
                        : accepted(gradient.getDouble("accepted"));
        say(
                "Its gradient number %s on version %s (%s versions old) %s.",
                gradient.getLong("sequence"), gradient.getLong("base"), age, outcome);
        if (gradient.containsKey("note")) {
            say("The filter measured: %s.", gradient.getString("note"));
        }
    }

    /** Before the rule: what the rule makes of it is said next. */
    private static String accepted(double dampening) {
        return dampening == 1 ? "was accepted" : "was accepted, dampened to " + dampening;
    }

    private void sayWeight(GradientReport report) {
        if (report.excluded().isPresent()) {
            say("The rule left it out: %s.", report.excluded().get());
            return;
        }
        say(
                "The rule gave it weight %.4g; with equal shares each of %s would have %.4g.",
                report.weight(), round.workers().size(), 1.0 / round.workers().size());
    }

    private void sayScore(GradientReport report) {
        if (!Double.isFinite(report.score())) {
            return;
        }
        List<GradientReport> ranked =
                round.workers().stream()
                        .filter(one -> Double.isFinite(one.score()))
                        .sorted(Comparator.comparing(GradientReport::score))
                        .toList();
        double highest =
                ranked.stream()
                        .filter(one -> one.excluded().isEmpty() && one.weight() > 0)
                        .mapToDouble(GradientReport::score)
                        .max()
                        .orElse(Double.NaN);
        say(
                "Its score is %.6g, rank %s of %s (the lowest is the best); the scores that counted go"
                        + " up to %.6g.",
                report.score(), 1 + ranked.indexOf(report), ranked.size(), highest);
    }

    private void sayDistance(GradientReport report) {
        double[] all =
                round.workers().stream().mapToDouble(GradientReport::distance).sorted().toArray();
        double median = all[(all.length - 1) / 2];
        if (Double.isFinite(report.distance()) && Double.isFinite(median)) {
            say(
                    "Its distance to the aggregate is %.6g; the median of the round is %.6g, the norm of"
                            + " the aggregate %.6g.",
                    report.distance(), median, round.aggregateNorm());
        }
    }

    private void sayCalls(boolean counted) {
        Optional<Tally> calls = Optional.ofNullable(round.tallies().get(worker));
        calls.filter(tally -> tally.refusedCount() > 0)
                .ifPresent(tally -> say("Calls of it that were refused: %s.", tally.refused()));
        if (!counted && calls.isEmpty()) {
            say("Worker %s sent nothing before the round closed.", worker);
        } else if (!counted) {
            say("No row of this step is of worker %s alone.", worker);
        }
    }

    private void sayNeighbours(Map<Push, float[]> data) {
        List<Neighbour> all = neighbours(data);
        if (all.isEmpty()) {
            return;
        }
        List<String> nearest = all.stream().limit(NEIGHBOURS).map(RoundExplanation::said).toList();
        say("Its nearest neighbours are %s.", String.join(", ", nearest));
        float[] own = newest(data).get(worker);
        say(
                "The farthest of %s is %s; its own norm is %.6g.",
                all.size(), said(all.get(all.size() - 1)), distance(own, new float[own.length]));
    }

    /** Another worker, whose last gradient is at this distance. */
    private record Neighbour(int worker, double distance) {}

    private static String said(Neighbour other) {
        return Text.of("worker %s at %.6g", other.worker, other.distance);
    }

    /** Compares the last gradient of each worker; the nearest is the first. */
    private List<Neighbour> neighbours(Map<Push, float[]> data) {
        Map<Integer, float[]> rows = newest(data);
        Optional<float[]> own = Optional.ofNullable(rows.remove(worker));
        List<Neighbour> all = new ArrayList<>();
        own.ifPresent(
                of ->
                        rows.forEach(
                                (other, row) -> all.add(new Neighbour(other, distance(of, row)))));
        all.sort(Comparator.comparing(Neighbour::distance));
        return all;
    }

    /** The last gradient of each worker. */
    private Map<Integer, float[]> newest(Map<Push, float[]> data) {
        Map<Integer, float[]> rows = new LinkedHashMap<>();
        for (Push push : pushes()) {
            if (data.containsKey(push)) {
                rows.put(push.worker(), data.get(push));
            }
        }
        return rows;
    }

    private static double distance(float[] one, float[] other) {
        double sum = 0;
        for (int k = 0; k < one.length; k++) {
            double difference = (double) one[k] - other[k];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
