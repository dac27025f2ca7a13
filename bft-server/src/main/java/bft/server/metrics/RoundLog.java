package bft.server.metrics;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds as JSON lines, one per round, flushed at once. Numbers that are not finite become null.
 * {@code workers} has the rows that took part; {@code calls} has the outcomes of all calls of each
 * worker since the round before: how many gradients were accepted, by staleness, and how many calls
 * refused, by reason. {@code notes} has notes on the step for the operator.
 *
 * <p>A separate thread writes, so a slow or full target never stops a round. When {@value #QUEUE}
 * rounds wait, the next is lost; that is counted, and noted in the log by a line with {@code lost}.
 * An error of the target ends the log with a warning and does not end the job.
 */
public final class RoundLog implements JobListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoundLog.class);
    private static final int QUEUE = 1_000;
    private static final long CLOSE_SECONDS = 10;
    private static final long FLUSH_SECONDS = 1;

    private final Writer out;
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), RoundLog::daemon);
    private final AtomicLong lost = new AtomicLong();
    private long said;
    private volatile boolean broken;

    /**
     * @param out the caller closes it after this
     */
    public RoundLog(Writer out) {
        this.out = out;
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task, "bft-round-log");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void roundClosed(RoundRecord round) {
        try {
            thread.execute(() -> write(round));
        } catch (RejectedExecutionException e) {
            lost.incrementAndGet();
        }
    }

    /** Rounds that are not in the log. */
    public long lost() {
        return lost.get();
    }

    private void write(RoundRecord round) {
        if (broken) {
            lost.incrementAndGet();
            return;
        }
        try {
            writeLost();
            writeLine(RoundJson.of(round));
        } catch (IOException e) {
            broken = true;
            lost.incrementAndGet();
            LOG.warn("round log ends before round {}: {}", round.round(), e.getMessage());
        }
    }

    private void writeLost() throws IOException {
        long now = lost.get();
        if (now > said) {
            writeLine(new JsonObject().put("lost", now - said));
            said = now;
        }
    }

    private void writeLine(JsonObject line) throws IOException {
        out.write(line.encode());
        out.write('\n');
        out.flush();
    }

    /** Waits a moment until all rounds given so far are written. */
    public void flush() {
        var written = new FutureTask<>(() -> true);
        try {
            thread.execute(written);
            written.get(FLUSH_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException | ExecutionException | TimeoutException e) {
            LOG.debug("round log is behind");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes waiting rounds for at most {@value #CLOSE_SECONDS} seconds; the rest is lost. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                lost.addAndGet(thread.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (lost() > 0) {
            LOG.warn("round log: {} rounds are missing", lost());
        }
    }

    /**
     * The length of a log's complete lines up to a version: later bytes are of later versions or
     * were cut off by a crash.
     */
    public static long bytesUpTo(Path path, long version) throws IOException {
        if (!Files.isRegularFile(path)) {
            return 0;
        }
        long kept = 0;
        try (var in = new BufferedInputStream(Files.newInputStream(path))) {
            for (byte[] line = line(in); isUpTo(version, line); line = line(in)) {
                kept += line.length;
            }
        }
        return kept;
    }

    private static byte[] line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.write(next);
            if (next == '\n') {
                break;
            }
        }
        return line.toByteArray();
    }

    private static boolean isUpTo(long version, byte[] line) {
        if (line.length == 0 || line[line.length - 1] != '\n') {
            return false;
        }
        try {
            var record = new JsonObject(new String(line, StandardCharsets.UTF_8));
            return record.getLong("version", version) <= version;
        } catch (DecodeException | ClassCastException e) {
            return false;
        }
    }
}
