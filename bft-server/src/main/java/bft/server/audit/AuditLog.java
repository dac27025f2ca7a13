package bft.server.audit;

import bft.server.config.AuditSettings;
import bft.server.files.WriterThread;
import bft.server.metrics.AnsweredGradient;
import bft.server.metrics.JobListener;
import bft.server.metrics.RoundJson;
import bft.server.metrics.RoundRecord;
import bft.worker.client.Model;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refused;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only log of every round, as a chain of lines that {@link Verification} checks. The line
 * of a round is the round's record, as in the round log, with every gradient that was answered
 * since the round before, in the order of the answers, and the digest of the new model.
 *
 * <p>A thread of its own computes digests and writes. A round that finds too many waiting, or the
 * disk full, is lost; the chain says so in a line of type {@code lost} before the next round.
 *
 * <p>Memory: the gradients of the rounds that wait, at most {@value #WAITING_BYTES} bytes or one
 * round, of the one that is being written and of the one that is open.
 */
public final class AuditLog implements JobListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final long WAITING_BYTES = 1 << 26;
    private static final long MOST_WAITING = 1_000;

    /** Most gradients of a round that are listed, in multiples of n. */
    private static final int LISTED = 16;

    private final AuditChain chain;
    private final WriterThread thread;
    private final Consumer<String> onError;
    private final int most;
    private List<AnsweredGradient> answered = new ArrayList<>();
    private long unlisted;
    private Optional<RoundRecord> closed = Optional.empty();
    private long given;

    /** Version that the last line, or the start, leaves the job at. */
    private long written;

    private volatile Optional<String> problem = Optional.empty();

    /**
     * The job whose rounds are logged.
     *
     * @param description what the chain says about it
     * @param version that it starts or continues from
     * @param workers n
     * @param dimension d
     */
    public record Subject(JsonObject description, long version, int workers, int dimension) {
        private int waiting() {
            long round = 4L * workers * dimension;
            return (int) Math.max(1, Math.min(MOST_WAITING, WAITING_BYTES / round));
        }
    }

    private AuditLog(AuditChain chain, Subject subject, Consumer<String> onError) {
        this.chain = chain;
        this.onError = onError;
        this.thread = new WriterThread("bft-audit", subject.waiting());
        this.most = LISTED * subject.workers();
        this.given = subject.version();
        this.written = subject.version();
    }

    /**
     * Opens the log and writes that the job starts or continues. Rounds that a crash has undone
     * come again, and are marked; rounds that a crash has kept from the log are said to be lost.
     *
     * @param onError is told, from another thread, why a round could not be logged
     * @throws IOException if it cannot be written, or is not an audit log
     */
    public static AuditLog open(AuditSettings settings, Subject subject, Consumer<String> onError)
            throws IOException {
        AuditChain chain = AuditChain.open(settings);
        try {
            if (chain.lines() > 0 && subject.version() > chain.highest()) {
                chain.append(lost(chain.highest(), subject.version()));
            }
            chain.start(subject.description(), subject.version());
            return new AuditLog(chain, subject, onError);
        } catch (IOException e) {
            chain.close();
            throw e;
        }
    }

    private static JsonObject lost(long from, long to) {
        return new JsonObject()
                .put(AuditChain.TYPE, "lost")
                .put("rounds", to - from)
                .put(AuditChain.VERSION, to);
    }

    @Override
    public boolean keepsGradients() {
        return true;
    }

    @Override
    public void answered(AnsweredGradient gradient) {
        if (answered.size() < most) {
            answered.add(gradient);
        } else {
            unlisted++;
        }
    }

    @Override
    public void roundClosed(RoundRecord round) {
        closed = Optional.of(round);
    }

    @Override
    public void published(Model model) {
        RoundRecord round = closed.orElseThrow();
        List<AnsweredGradient> inputs = answered;
        long more = unlisted;
        answered = new ArrayList<>();
        unlisted = 0;
        given = round.version();
        thread.offer(() -> write(round, inputs, more, model));
    }

    private void write(RoundRecord round, List<AnsweredGradient> inputs, long more, Model model) {
        try {
            sayLost(round.round());
            boolean isAgain = round.version() <= chain.highest();
            JsonObject line =
                    new JsonObject()
                            .put(AuditChain.TYPE, "round")
                            .mergeIn(RoundJson.of(round))
                            .put("model_sha256", Digests.sha256(model.parameters()))
                            .put("gradients", gradients(inputs));
            if (more > 0) {
                line.put("gradients_not_listed", more);
            }
            if (isAgain) {
                line.put("again", true);
            }
            chain.append(line);
            written = round.version();
            problem.ifPresent(why -> LOG.info("the audit log works again"));
            problem = Optional.empty();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void sayLost(long round) throws IOException {
        if (round > written) {
            chain.append(lost(written, round));
            written = round;
        }
    }

    private void failed(IOException e) {
        thread.lose();
        String why = chain.problem(e);
        if (problem.isEmpty()) {
            LOG.warn("audit log: rounds are lost: {}", why);
        }
        problem = Optional.of(why);
        onError.accept("the audit log cannot be written: " + why);
    }

    private static JsonArray gradients(List<AnsweredGradient> inputs) {
        var all = new JsonArray();
        for (AnsweredGradient one : inputs) {
            var json =
                    new JsonObject()
                            .put("worker", one.worker())
                            .put("sequence", one.sequence())
                            .put("base", one.baseVersion())
                            .put("floats", one.gradient().length)
                            .put("crc32c", Digests.crc32c(one.gradient()));
            if (one.verdict() instanceof Refused refused) {
                json.put("refused", refused.reason().name()).put("detail", refused.detail());
            } else {
                json.put("accepted", ((Accepted) one.verdict()).weight());
            }
            if (!one.note().isEmpty()) {
                json.put("note", one.note());
            }
            all.add(json);
        }
        return all;
    }

    @Override
    public void health(JsonObject details) {
        var audit = new JsonObject().put("lost_rounds", lost());
        problem.ifPresent(why -> audit.put("problem", why));
        details.put("audit", audit);
    }

    /** Rounds that are not in the log. */
    public long lost() {
        return thread.lost();
    }

    /** Waits a moment until all rounds given so far are on the disk. */
    public void flush() {
        thread.await(this::force);
    }

    private void force() {
        try {
            chain.force();
        } catch (IOException e) {
            LOG.debug("the audit log cannot be forced to the disk: {}", e.getMessage());
        }
    }

    /** Writes waiting rounds for a few seconds, and that the log ends here. */
    @Override
    public void close() {
        thread.close();
        if (!thread.isIdle()) {
            LOG.warn("audit log: the disk hangs, rounds are missing at its end");
            return;
        }
        try (chain) {
            sayLost(given);
            chain.append(
                    new JsonObject().put(AuditChain.TYPE, "end").put(AuditChain.VERSION, given));
            chain.sign();
        } catch (IOException e) {
            LOG.warn("audit log: its end could not be written: {}", chain.problem(e));
        }
    }
}
