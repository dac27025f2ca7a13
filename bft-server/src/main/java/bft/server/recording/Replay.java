package bft.server.recording;

import bft.aggregation.engine.Aggregator;
import bft.aggregation.kernels.Kernels;
import bft.aggregation.state.Snapshot;
import bft.server.audit.Digests;
import bft.server.core.Job;
import bft.server.core.JobSettings;
import bft.server.core.NoEffects;
import bft.server.core.StepTools;
import bft.server.core.Work;
import bft.worker.client.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Repeats a recording: the same events, at the same times, on a job with the same state. Its models
 * are the same to the bit, if the kernels are the same.
 */
public final class Replay {
    private final Function<Map<String, String>, JobSettings> settings;
    private final Consumer<String> report;
    private final List<String> differences = new ArrayList<>();
    private Optional<Model> newest = Optional.empty();
    private long compared;
    private boolean isDamaged;

    /**
     * The state of a job in a checkpoint.
     *
     * @param version of the model
     * @param savedMillis when it was saved, as the recording names it
     */
    public record Start(long version, long savedMillis, Snapshot state) {}

    /**
     * What came of it.
     *
     * @param compared versions whose digest was compared
     * @param difference the first version that differs, as text
     * @param isDamaged whether a file has a damaged part that a crash does not explain
     * @param newest the last model
     */
    public record Outcome(
            long compared,
            Optional<String> difference,
            boolean isDamaged,
            Optional<Model> newest) {}

    /** Takes what a job requests, and does its work when the recording says so. */
    private final class Repeating extends NoEffects {
        private final StepTools tools;
        private Optional<Work> work = Optional.empty();

        Repeating(Kernels kernels) {
            tools = StepTools.of(new Aggregator(Runnable::run, 1, kernels));
        }

        Work.Done done() {
            Work asked =
                    work.orElseThrow(
                            () -> new IllegalArgumentException("work ends that was not begun"));
            work = Optional.empty();
            return asked.run(tools);
        }

        @Override
        public void compute(Work asked) {
            work = Optional.of(asked);
        }

        @Override
        public void published(Model model) {
            newest = Optional.of(model);
        }
    }

    private Replay(Function<Map<String, String>, JobSettings> settings, Consumer<String> report) {
        this.settings = settings;
        this.report = report;
    }

    /**
     * Replays the files of a directory.
     *
     * @param from the version to begin at or before; the files before it are skipped
     * @param settings reads the settings of a job
     * @param report receives a line for each file
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if a recording does not fit its settings
     */
    public static Outcome of(
            Path directory,
            long from,
            Function<Map<String, String>, JobSettings> settings,
            Consumer<String> report)
            throws IOException {
        var replay = new Replay(settings, report);
        for (Path file : beginningAt(from, new RecordingFiles(directory).oldestFirst())) {
            replay.repeat(file);
        }
        return replay.outcome();
    }

    /**
     * Replays, on the state of a checkpoint, what was recorded after it.
     *
     * @throws IOException if a file cannot be read, or the checkpoint is not in the recording
     * @throws IllegalArgumentException if the checkpoint does not fit the recorded settings
     */
    public static Outcome of(
            Path directory,
            Start start,
            Function<Map<String, String>, JobSettings> settings,
            Consumer<String> report)
            throws IOException {
        var replay = new Replay(settings, report);
        List<Path> files = new RecordingFiles(directory).oldestFirst();
        int first = 0;
        while (first < files.size() && !replay.begin(files.get(first), start)) {
            first++;
        }
        if (first == files.size()) {
            throw new IOException(
                    "the recording does not have the moment of that checkpoint, version "
                            + start.version());
        }
        for (Path file : files.subList(first + 1, files.size())) {
            replay.repeat(file);
        }
        return replay.outcome();
    }

    private Outcome outcome() {
        return new Outcome(compared, differences.stream().findFirst(), isDamaged, newest);
    }

    /** Replays what follows the checkpoint in a file; false if the checkpoint is not in it. */
    private boolean begin(Path file, Start start) throws IOException {
        try (Segment segment = Segment.open(file)) {
            segment.readState();
            Optional<List<Entry>> group = readable(segment);
            while (group.isPresent()) {
                List<Entry> entries = group.get();
                for (int i = 0; i < entries.size(); i++) {
                    if (entries.get(i).isSaved(start.version(), start.savedMillis())) {
                        long now = entries.get(i).now();
                        repeat(
                                file,
                                segment,
                                start.state(),
                                now,
                                entries.subList(i + 1, entries.size()));
                        return true;
                    }
                }
                group = readable(segment);
            }
            return false;
        }
    }

    /** The next group, or none where the file is damaged: what follows cannot be found. */
    private static Optional<List<Entry>> readable(Segment segment) {
        try {
            return segment.readEntries();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The files from the last one that begins at a version or before. */
    private static List<Path> beginningAt(long from, List<Path> all) throws IOException {
        if (all.isEmpty()) {
            throw new IOException("there is no file recording-*.bft");
        }
        int first = 0;
        for (int i = 1; i < all.size() && from > 0; i++) {
            try (Segment segment = Segment.open(all.get(i))) {
                boolean isBefore = segment.readState().whole("version") <= from;
                first = isBefore ? i : first;
            }
        }
        return all.subList(first, all.size());
    }

    private void repeat(Path file) throws IOException {
        try (Segment segment = Segment.open(file)) {
            repeat(file, segment, segment.readState(), segment.header().startNanos(), List.of());
        }
    }

    private void repeat(Path file, Segment segment, Snapshot state, long now, List<Entry> entries) {
        Segment.Header header = segment.header();
        Kernels kernels = kernels(header.kernels());
        var effects = new Repeating(kernels);
        JobSettings its = settings.apply(header.settings());
        Job job = Job.restored(its, state, header.dimension(), effects, List.of(), now);
        job.requestAgain();
        checkStart(file, job.model());
        newest = Optional.of(job.model());
        long start = job.model().version();
        long before = compared;
        String end = repeat(entries, segment, job, effects);
        report.accept(
                "%s: from version %s to %s, %s compared, %s%s"
                        .formatted(
                                file.getFileName(),
                                start,
                                job.model().version(),
                                compared - before,
                                differences.isEmpty() ? "the same to the bit" : "they differ",
                                end));
        if (!kernels.toString().equals(header.kernels())) {
            report.accept(
                    "it was recorded with kernels '%s', these are '%s': only equal up to rounding"
                            .formatted(header.kernels(), kernels));
        }
    }

    /** The recorded kernels if this machine has them. */
    private static Kernels kernels(String recorded) {
        return Kernels.plain().toString().equals(recorded) ? Kernels.plain() : Kernels.best();
    }

    /** A file begins with the state that the events before lead to, unless a crash came between. */
    private void checkStart(Path file, Model model) {
        boolean isSame =
                newest.filter(before -> before.version() == model.version()).isEmpty()
                        || Digests.sha256(newest.get().parameters())
                                .equals(Digests.sha256(model.parameters()));
        if (!isSame) {
            differences.add(
                    "version %s at the beginning of %s differs from the replayed one"
                            .formatted(model.version(), file.getFileName()));
        }
    }

    /** Repeats entries and those that follow in a file; returns how it ends, as text. */
    private String repeat(List<Entry> first, Segment segment, Job job, Repeating effects) {
        try {
            Optional<List<Entry>> group = Optional.of(first);
            while (group.isPresent()) {
                group.get().forEach(entry -> repeat(entry, job, effects));
                group = segment.readEntries();
            }
            return "";
        } catch (IOException e) {
            boolean isCut = Segment.isCutOff(e);
            isDamaged |= !isCut;
            return isCut ? "; a crash cut off its end" : "; damaged: " + e.getMessage();
        } catch (RuntimeException e) {
            // Events that no server records can break a job in any way.
            isDamaged = true;
            return "; damaged, or forged: " + e;
        }
    }

    private void repeat(Entry entry, Job job, Repeating effects) {
        if (entry.event().isPresent()) {
            entry.event().get().happen(job, entry.now(), effects::done);
            return;
        }
        if (!entry.isMade()) {
            return;
        }
        compared++;
        Model model = job.model();
        String digest = Digests.sha256(model.parameters());
        if (model.version() != entry.version() || !digest.equals(entry.digest())) {
            differences.add(
                    "version %s has SHA-256 %s in the recording; replayed it is version %s with %s"
                            .formatted(entry.version(), entry.digest(), model.version(), digest));
        }
    }
}
