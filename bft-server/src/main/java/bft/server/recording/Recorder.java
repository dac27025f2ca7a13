package bft.server.recording;

import bft.aggregation.kernels.Kernels;
import bft.aggregation.state.Snapshot;
import bft.server.audit.Digests;
import bft.server.core.Job;
import bft.server.core.JobEvent;
import bft.server.files.WriterThread;
import bft.server.metrics.JobListener;
import bft.worker.client.Model;
import bft.worker.config.OneLine;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records every event of a job, with each gradient, in files that {@link Replay} repeats. A thread
 * of its own writes. If the disk is full or too slow, events are lost, the file ends there, and the
 * next one begins with a new state as soon as it can.
 *
 * <p>Memory: the gradients that wait, at most {@value #WAITING_BYTES} bytes or one group, and the
 * group that is open; a group ends with a version, or at {@value #GROUP_BYTES} bytes.
 */
public final class Recorder implements JobListener, JobEvent.Journal, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final long WAITING_BYTES = 1 << 26;
    private static final long GROUP_BYTES = 1 << 23;
    private static final int GROUP_ENTRIES = 256;
    private static final int MOST_WAITING = 1_000;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** What an entry takes in a file besides its gradient, about. */
    private static final long ENTRY_BYTES = 120;

    /** The entries of a file take at most this share of the limit, and one group. */
    private static final int FILES = 8;

    private final RecordingFiles files;
    private final long limit;
    private final Segment.Header header;
    private final WriterThread thread = new WriterThread("bft-record", MOST_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    /** Entries that are yet to be made: some need the digest of a version. */
    private List<Supplier<Entry>> group = new ArrayList<>();

    private long groupBytes;
    private boolean isRecording;
    private long retryNanos;
    private boolean hasTried;
    private Optional<Segment> segment = Optional.empty();

    /** Bytes of the entries that were handed over for this file, about. */
    private long fileBytes;

    /** Set by the writer: nothing can be written at the moment. */
    private volatile boolean isBroken;

    private volatile Optional<String> problem = Optional.empty();

    private Recorder(Path directory, long limit, Segment.Header header) {
        this.files = new RecordingFiles(directory);
        this.limit = limit;
        this.header = header;
    }

    /**
     * Records into a directory, beside what it has.
     *
     * @param limit most bytes of all files; the oldest are deleted beyond it
     * @param settings of the job, as a user writes them, by name
     * @param workers n
     * @param dimension d
     * @throws IOException if the directory cannot be created
     */
    public static Recorder in(
            Path directory, long limit, Map<String, String> settings, int workers, int dimension)
            throws IOException {
        Files.createDirectories(directory);
        var header = new Segment.Header(settings, Kernels.best().toString(), workers, dimension, 0);
        return new Recorder(directory, limit, header);
    }

    @Override
    public boolean keepsGradients() {
        return true;
    }

    @Override
    public void happens(Job job, JobEvent event, long now) {
        if (isBroken) {
            isRecording = false;
            drop();
        }
        boolean isDue =
                isRecording ? fileBytes >= limit / FILES : !hasTried || now - retryNanos >= 0;
        if (isDue && !job.isWorking()) {
            hand();
            begin(job.snapshot(now), now);
        }
        if (!isRecording) {
            // Those before the first file are in the state that it begins with.
            lost.addAndGet(hasTried ? 1 : 0);
            return;
        }
        add(() -> Entry.of(event, now), event.gradient().length);
    }

    @Override
    public void published(Model model) {
        if (isRecording) {
            add(() -> Entry.made(model.version(), Digests.sha256(model.parameters())), 0);
            hand();
        }
    }

    @Override
    public void saved(long version, long savedMillis, long now) {
        if (isRecording) {
            add(() -> Entry.saved(version, savedMillis, now), 0);
            hand();
        }
    }

    private void add(Supplier<Entry> one, int floats) {
        group.add(one);
        groupBytes += 4L * floats;
        if (group.size() >= GROUP_ENTRIES || groupBytes >= GROUP_BYTES) {
            hand();
        }
    }

    private void begin(Snapshot state, long now) {
        fileBytes = 0;
        isBroken = false;
        hasTried = true;
        retryNanos = now + RETRY_NANOS;
        isRecording = thread.offer(() -> create(state, now));
    }

    private void drop() {
        lost.addAndGet(group.size());
        group = new ArrayList<>();
        groupBytes = 0;
    }

    /** Hands the group to the writer, or loses it if too much waits already. */
    private void hand() {
        List<Supplier<Entry>> full = group;
        long bytes = groupBytes;
        Runnable write =
                () -> {
                    write(full);
                    waitingBytes.addAndGet(-bytes);
                };
        long waiting = waitingBytes.getAndAdd(bytes);
        if (waiting > 0 && waiting + bytes > WAITING_BYTES || !thread.offer(write)) {
            waitingBytes.addAndGet(-bytes);
            drop();
            isRecording = false;
            problem = Optional.of("the disk is too slow");
            return;
        }
        group = new ArrayList<>();
        groupBytes = 0;
        fileBytes += bytes + ENTRY_BYTES * full.size();
    }

    private void create(Snapshot state, long now) {
        closeSegment();
        try {
            files.deleteBeyond(limit - limit / FILES);
            segment = Optional.of(Segment.create(files.next(), header.at(now), state));
            problem = Optional.empty();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void write(List<Supplier<Entry>> entries) {
        if (segment.isEmpty()) {
            lost.addAndGet(entries.size());
            return;
        }
        try {
            segment.get().write(entries.stream().map(Supplier::get).toList());
        } catch (IOException e) {
            lost.addAndGet(entries.size());
            failed(e);
        }
    }

    private void failed(IOException e) {
        if (problem.isEmpty()) {
            LOG.warn("recording: events are lost: {}", OneLine.of(e));
        }
        problem = Optional.of(OneLine.of(e));
        closeSegment();
        isBroken = true;
    }

    private void closeSegment() {
        try {
            if (segment.isPresent()) {
                segment.get().close();
            }
        } catch (IOException e) {
            LOG.debug("recording: {}", OneLine.of(e));
        }
        segment = Optional.empty();
    }

    /** Events that are not in the recording. */
    public long lost() {
        return lost.get();
    }

    @Override
    public void health(JsonObject details) {
        var recording = new JsonObject().put("lost_events", lost());
        problem.ifPresent(why -> recording.put("problem", why));
        details.put("recording", recording);
    }

    /** Waits a moment until all versions so far are written, with the events that made them. */
    public void flush() {
        thread.await(() -> {});
    }

    /** Writes what waits for a few seconds. */
    @Override
    public void close() {
        hand();
        thread.close();
        if (thread.isIdle()) {
            closeSegment();
        }
        if (lost() > 0) {
            LOG.warn("recording: {} events are missing", lost());
        }
    }
}
