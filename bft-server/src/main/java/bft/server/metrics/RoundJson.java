package bft.server.metrics;

import bft.worker.verdict.Refusal;
import bft.worker.wire.Figure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Records of rounds as JSON objects and back. Numbers that are not finite become null. */
public final class RoundJson {
    private RoundJson() {}

    /** The record as one object. */
    public static JsonObject of(RoundRecord round) {
        var refusals = new JsonObject();
        round.refusals().forEach((reason, count) -> refusals.put(reason.name(), count));
        var distrusted = new JsonObject();
        round.distrusted().forEach((worker, why) -> distrusted.put(worker.toString(), why));
        var workers = new JsonArray();
        round.workers().forEach(worker -> workers.add(toJson(worker)));
        var calls = new JsonArray();
        round.tallies().forEach((worker, tally) -> calls.add(toJson(worker, tally)));
        JsonObject json =
                new JsonObject()
                        .put("round", round.round())
                        .put("version", round.version())
                        .put("present", new JsonArray(round.present()))
                        .put("tolerated", round.tolerated())
                        .put("norm", finite(round.aggregateNorm()))
                        .put("score_threshold", finite(round.scoreThreshold()))
                        .put("distance_threshold", finite(round.distanceThreshold()))
                        .put("refusals", refusals)
                        .put("distrusted", distrusted)
                        .put("collect_ms", round.collectNanos() / 1e6)
                        .put("aggregate_ms", round.aggregateNanos() / 1e6)
                        .put("workers", workers)
                        .put("calls", calls)
                        .put("notes", new JsonArray(round.notes()))
                        .put("reported", toJson(round.reported()));
        if (!round.guarantee().equals(Guarantee.UNKNOWN)) {
            json.put("tolerance", toJson(round.guarantee().tolerance()))
                    .put("variance_to_norm", toJson(round.guarantee().variance()));
        }
        return json;
    }

    /** What workers report, as one object. */
    public static JsonObject toJson(SortedMap<Figure, ReportedFigure> reported) {
        var json = new JsonObject();
        reported.forEach(
                (figure, made) ->
                        json.put(
                                figure.word(),
                                new JsonObject()
                                        .put("median", finite(made.median()))
                                        .put("lower", finite(made.lower()))
                                        .put("upper", finite(made.upper()))
                                        .put("workers", made.workers())
                                        .put("distrusted", made.distrusted())));
        return json;
    }

    private static SortedMap<Figure, ReportedFigure> reported(JsonObject all) {
        SortedMap<Figure, ReportedFigure> reported = new TreeMap<>();
        for (Figure figure : Figure.values()) {
            JsonObject made = all.getJsonObject(figure.word());
            if (made != null) {
                reported.put(
                        figure,
                        new ReportedFigure(
                                number(made, "median"),
                                number(made, "lower"),
                                number(made, "upper"),
                                made.getInteger("workers"),
                                made.getInteger("distrusted")));
            }
        }
        return reported;
    }

    /** What the job tolerates, as one object. */
    public static JsonObject toJson(Tolerance tolerance) {
        return new JsonObject()
                .put("tolerated", tolerance.tolerated())
                .put("f", tolerance.f())
                .put("n", tolerance.n())
                .put("because", tolerance.because());
    }

    /** The variance of gradients, as one object. */
    public static JsonObject toJson(VarianceToNorm variance) {
        return new JsonObject()
                .put("ratio", finite(variance.ratio()))
                .put("bound", finite(variance.bound()))
                .put("source", variance.source());
    }

    private static Guarantee guarantee(JsonObject round) {
        JsonObject tolerance = round.getJsonObject("tolerance");
        JsonObject variance = round.getJsonObject("variance_to_norm");
        if (tolerance == null || variance == null) {
            return Guarantee.UNKNOWN;
        }
        return new Guarantee(
                new Tolerance(
                        tolerance.getInteger("tolerated"),
                        tolerance.getInteger("f"),
                        tolerance.getInteger("n"),
                        tolerance.getString("because")),
                new VarianceToNorm(
                        number(variance, "ratio"),
                        number(variance, "bound"),
                        variance.getString("source")));
    }

    private static JsonObject toJson(GradientReport worker) {
        var json =
                new JsonObject()
                        .put("worker", worker.worker())
                        .put("weight", finite(worker.weight()))
                        .put("score", finite(worker.score()))
                        .put("distance", finite(worker.distance()))
                        .put("staleness", worker.staleness())
                        .put("dampening", finite(worker.dampening()));
        worker.excluded().ifPresent(why -> json.put("left_out", why));
        worker.copied().ifPresent(what -> json.put("copied", what));
        worker.localSteps().ifPresent(steps -> json.put("local_steps", steps));
        return json;
    }

    private static JsonObject toJson(int worker, Tally tally) {
        var accepted = new JsonObject();
        tally.accepted().forEach((staleness, times) -> accepted.put(staleness.toString(), times));
        var refused = new JsonObject();
        tally.refused().forEach((reason, times) -> refused.put(reason.name(), times));
        return new JsonObject()
                .put("worker", worker)
                .put("accepted", accepted)
                .put("refused", refused);
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    /**
     * The record in a JSON object.
     *
     * @throws IllegalArgumentException if the object is not a record
     */
    public static RoundRecord read(JsonObject round) {
        try {
            List<GradientReport> workers = new ArrayList<>();
            round.getJsonArray("workers").forEach(w -> workers.add(report((JsonObject) w)));
            SortedMap<Integer, Tally> tallies = new TreeMap<>();
            for (Object each : round.getJsonArray("calls")) {
                var calls = (JsonObject) each;
                SortedMap<Long, Integer> accepted =
                        counts(calls.getJsonObject("accepted"), Long::valueOf);
                SortedMap<Refusal, Integer> refused =
                        counts(calls.getJsonObject("refused"), Refusal::valueOf);
                tallies.put(calls.getInteger("worker"), new Tally(accepted, refused));
            }
            SortedMap<Integer, String> distrusted = new TreeMap<>();
            round.getJsonObject("distrusted")
                    .forEach(
                            one ->
                                    distrusted.put(
                                            Integer.valueOf(one.getKey()), "" + one.getValue()));
            return new RoundRecord(
                    round.getLong("round"),
                    round.getLong("version"),
                    round.getInteger("tolerated"),
                    workers,
                    counts(round.getJsonObject("refusals"), Refusal::valueOf),
                    tallies,
                    distrusted,
                    number(round, "norm"),
                    Math.round(number(round, "collect_ms") * 1e6),
                    Math.round(number(round, "aggregate_ms") * 1e6),
                    round.getJsonArray("notes").stream().map(String::valueOf).toList(),
                    guarantee(round),
                    reported(round.getJsonObject("reported", new JsonObject())));
        } catch (NullPointerException | ClassCastException e) {
            throw new IllegalArgumentException("not a record of a round: " + round.encode(), e);
        }
    }

    private static GradientReport report(JsonObject worker) {
        return new GradientReport(
                worker.getInteger("worker"),
                number(worker, "weight"),
                number(worker, "score"),
                number(worker, "distance"),
                worker.getLong("staleness"),
                number(worker, "dampening"),
                Optional.ofNullable(worker.getString("left_out")),
                Optional.ofNullable(worker.getString("copied")),
                Optional.ofNullable(worker.getInteger("local_steps"))
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()));
    }

    private static <K> SortedMap<K, Integer> counts(JsonObject counts, Function<String, K> key) {
        SortedMap<K, Integer> read = new TreeMap<>();
        counts.forEach(one -> read.put(key.apply(one.getKey()), (Integer) one.getValue()));
        return read;
    }

    private static double number(JsonObject object, String name) {
        return Optional.ofNullable(object.getDouble(name)).orElse(Double.NaN);
    }
}
