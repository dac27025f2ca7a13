package bft.server.audit;

import bft.server.config.AuditSettings;
import bft.server.files.WholeFile;
import bft.worker.config.OneLine;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The end of a chain of lines: each is a JSON object with its number, {@code line}, and the SHA-256
 * of the line before with its line feed, {@code prev}. A chain is continued by the next process,
 * and in the next file when a file is full. Used by one thread.
 */
final class AuditChain implements AutoCloseable {
    /** What the first line has as the SHA-256 of the line before. */
    static final String NO_LINE = "0".repeat(64);

    static final String TYPE = "type";
    static final String LINE = "line";
    static final String PREVIOUS = "prev";

    /** Of starts: the highest version that the job has ever been at. */
    static final String HIGHEST = "highest";

    /** Of starts, rounds, losses and ends: the version that the job is at after it. */
    static final String VERSION = "version";

    private static final Set<StandardOpenOption> FOR_WRITING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

    private final AuditSettings settings;
    private final AuditFiles files;
    private final Optional<PrivateKey> key;
    private JsonObject start = new JsonObject();
    private FileChannel file;
    private long bytes;
    private Tail tail;
    private int unsigned;

    /**
     * Where a file of the chain ends.
     *
     * @param lines number of its last line
     * @param previous SHA-256 of its last line
     * @param highest version that the job has ever been at
     * @param at version that the job is at
     * @param bytes of its complete lines
     * @param cut bytes of a line that a crash has cut off
     */
    private record Tail(long lines, String previous, long highest, long at, long bytes, int cut) {
        static final Tail NONE = new Tail(0, NO_LINE, 0, 0, 0, 0);

        /** The end after one more line. */
        Tail plus(byte[] line, JsonObject content) {
            long version = content.getLong(VERSION, at);
            long before = Math.max(highest, content.getLong(HIGHEST, 0L));
            return new Tail(
                    lines + 1,
                    Digests.sha256(line),
                    Math.max(before, version),
                    version,
                    bytes + line.length,
                    0);
        }

        static Tail of(Path path) throws IOException {
            Tail tail = NONE;
            try (var lines = new AuditLines(path)) {
                Optional<byte[]> next = lines.next();
                for (; next.filter(AuditLines::isComplete).isPresent(); next = lines.next()) {
                    tail = tail.after(path, next.get());
                }
                int cut = next.map(part -> part.length).orElse(0);
                return new Tail(tail.lines, tail.previous, tail.highest, tail.at, tail.bytes, cut);
            }
        }

        private Tail before(long line) {
            return new Tail(line - 1, previous, highest, at, bytes, cut);
        }

        private Tail after(Path path, byte[] line) throws IOException {
            try {
                var content = new JsonObject(new String(line, StandardCharsets.UTF_8));
                if (content.getLong(LINE, 0L) > 0) {
                    return before(content.getLong(LINE)).plus(line, content);
                }
            } catch (DecodeException | ClassCastException | NullPointerException e) {
                // As below.
            }
            throw new IOException(path + ": is not an audit log; give another file");
        }
    }

    private AuditChain(AuditSettings settings, Optional<PrivateKey> key) throws IOException {
        this.settings = settings;
        this.files = new AuditFiles(settings.file());
        this.key = key;
        this.tail = tail();
        this.file = FileChannel.open(settings.file(), FOR_WRITING);
        this.bytes = file.size() == 0 ? 0 : tail.bytes;
        file.truncate(bytes).position(bytes);
    }

    /**
     * Opens a log, and finds where its chain ends.
     *
     * @throws IOException if it cannot be read and written, or is not an audit log
     */
    static AuditChain open(AuditSettings settings) throws IOException {
        Optional<PrivateKey> key = Optional.empty();
        if (settings.key().isPresent()) {
            key = Optional.of(AuditKeys.privateKey(settings.key().get()));
        }
        return new AuditChain(settings, key);
    }

    private Tail tail() throws IOException {
        List<Path> all = files.oldestFirst();
        Tail found = Tail.NONE;
        for (int i = all.size() - 1; i >= 0 && found.lines == 0; i--) {
            found = Tail.of(all.get(i));
        }
        return found;
    }

    /** The highest version that the job has ever been at, according to the chain. */
    long highest() {
        return tail.highest;
    }

    /** Number of the last line. */
    long lines() {
        return tail.lines;
    }

    /**
     * Begins to write, with a line that describes the job; each further file begins with it.
     *
     * @param version that the job starts or continues from
     */
    void start(JsonObject description, long version) throws IOException {
        start = description;
        JsonObject line = start(version);
        append(tail.cut > 0 ? line.put("cut_off_bytes", tail.cut) : line);
    }

    private JsonObject start(long version) {
        return new JsonObject()
                .put(TYPE, "start")
                .put(VERSION, version)
                .put(HIGHEST, tail.highest)
                .mergeIn(start);
    }

    /**
     * Adds a line, and a signature or another file when one is due. What cannot be written leaves
     * no part of a line.
     */
    void append(JsonObject content) throws IOException {
        write(content);
        unsigned++;
        boolean isFull = bytes >= settings.bytes();
        if (key.isPresent() && (isFull || unsigned >= settings.signEvery())) {
            sign();
        }
        if (isFull) {
            rotate();
        }
    }

    private void write(JsonObject content) throws IOException {
        var line =
                new JsonObject()
                        .put(LINE, tail.lines + 1)
                        .put(PREVIOUS, tail.previous)
                        .mergeIn(content);
        byte[] encoded = (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            WholeFile.writeFully(file, ByteBuffer.wrap(encoded));
        } catch (IOException e) {
            file.truncate(bytes).position(bytes);
            throw e;
        }
        bytes += encoded.length;
        tail = tail.plus(encoded, line);
    }

    /** Signs the chain up to here, if there is a key. */
    void sign() throws IOException {
        if (key.isPresent()) {
            String signature = AuditKeys.sign(key.get(), tail.lines + 1, tail.previous);
            write(new JsonObject().put(TYPE, "signature").put("signature", signature));
            unsigned = 0;
        }
    }

    private void rotate() throws IOException {
        file.force(true);
        file.close();
        files.rotate(settings.keep());
        file = FileChannel.open(settings.file(), FOR_WRITING);
        bytes = 0;
        write(start(tail.at));
    }

    /** Forces all lines to the disk. */
    void force() throws IOException {
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        try (FileChannel last = file) {
            last.force(true);
        }
    }

    /** Describes why the chain cannot be written. */
    String problem(IOException e) {
        return settings.file() + ": " + OneLine.reason(e);
    }
}
