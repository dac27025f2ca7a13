package bft.server.metrics;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Writer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds as JSON lines, one a round, flushed at once. Numbers that are not finite become null.
 * {@code workers} has the rows that took part; {@code calls} has what became of all calls of each
 * worker since the round before: how many gradients were accepted, by staleness, and how many calls
 * refused, by reason.
 *
 * <p>Writes on the job's thread: lines are short, and their target should be a file or a pipe that
 * is read. A full disk ends the log with a warning and does not end the job.
 */
public final class RoundLog implements JobListener {
    private static final Logger LOG = LoggerFactory.getLogger(RoundLog.class);

    private final Writer out;
    private boolean broken;

    /**
     * @param out belongs to the caller, who closes it
     */
    public RoundLog(Writer out) {
        this.out = out;
    }

    @Override
    public void roundClosed(RoundRecord round) {
        if (broken) {
            return;
        }
        try {
            out.write(toJson(round).encode());
            out.write('\n');
            out.flush();
        } catch (IOException e) {
            broken = true;
            LOG.warn("round log ends before round {}: {}", round.round(), e.getMessage());
        }
    }

    /** The record as one object. */
    public static JsonObject toJson(RoundRecord round) {
        var refusals = new JsonObject();
        round.refusals().forEach((reason, count) -> refusals.put(reason.name(), count));
        var distrusted = new JsonObject();
        round.distrusted().forEach((worker, why) -> distrusted.put(worker.toString(), why));
        var workers = new JsonArray();
        round.workers().forEach(worker -> workers.add(toJson(worker)));
        var calls = new JsonArray();
        round.tallies().forEach((worker, tally) -> calls.add(toJson(worker, tally)));
        return new JsonObject()
                .put("round", round.round())
                .put("version", round.version())
                .put("present", new JsonArray(round.present()))
                .put("tolerated", round.tolerated())
                .put("norm", finite(round.aggregateNorm()))
                .put("refusals", refusals)
                .put("distrusted", distrusted)
                .put("collect_ms", round.collectNanos() / 1e6)
                .put("aggregate_ms", round.aggregateNanos() / 1e6)
                .put("workers", workers)
                .put("calls", calls);
    }

    private static JsonObject toJson(WorkerReport worker) {
        var json =
                new JsonObject()
                        .put("worker", worker.worker())
                        .put("weight", finite(worker.weight()))
                        .put("score", finite(worker.score()))
                        .put("distance", finite(worker.distance()))
                        .put("staleness", worker.staleness())
                        .put("dampening", finite(worker.dampening()));
        worker.leftOut().ifPresent(why -> json.put("left_out", why));
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
}
