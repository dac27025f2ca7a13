package bft.server.metrics;

import bft.server.files.WriterThread;
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

    private final Writer out;
    private final WriterThread thread = new WriterThread("bft-round-log", QUEUE);
    private long said;
    private volatile boolean broken;

    /**
     * @param out the caller closes it after this
     */
    public RoundLog(Writer out) {
        this.out = out;
    }

    @Override
    public void roundClosed(RoundRecord round) {
        thread.offer(() -> write(round));
    }

    /** Rounds that are not in the log. */
    public long lost() {
        return thread.lost();
    }

    private void write(RoundRecord round) {
        if (broken) {
            thread.lose();
            return;
        }
        try {
            writeLost();
            writeLine(RoundJson.of(round));
        } catch (IOException e) {
            broken = true;
            thread.lose();
            LOG.warn("round log ends before round {}: {}", round.round(), e.getMessage());
        }
    }

    private void writeLost() throws IOException {
        long now = lost();
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
        if (!thread.await(() -> {})) {
            LOG.debug("round log is behind");
        }
    }

    /** Writes waiting rounds for a few seconds; the rest is lost. */
    @Override
    public void close() {
        thread.close();
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
