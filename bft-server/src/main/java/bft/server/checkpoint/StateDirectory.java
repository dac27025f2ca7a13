package bft.server.checkpoint;

import bft.aggregation.state.MalformedSnapshotException;
import bft.aggregation.state.Snapshot;
import bft.server.config.ServerConfig;
import bft.server.config.StateSettings;
import bft.server.files.WholeFile;
import bft.worker.config.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest few checkpoints of one job, in a directory that one server uses at a time.
 *
 * <p>A file there is complete, unless the disk has damaged it: it is written under another name,
 * forced and renamed, and then the directory is forced. A partial file that a crash leaves is
 * deleted at the next start. A damaged checkpoint is reported and renamed so that it ends in {@code
 * .damaged}, so that it never counts as newer than later ones.
 */
public final class StateDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);

    private final StateSettings settings;
    private final Identity identity;
    private final CheckpointFiles files;
    private final DirectoryLock lock;
    private final boolean forcesNames;
    private Optional<Checkpoint> found = Optional.empty();
    private Runnable before = () -> {};
    private long version = -1;
    private long run;

    private StateDirectory(StateSettings settings, Identity identity, DirectoryLock lock) {
        this.settings = settings;
        this.identity = identity;
        this.lock = lock;
        this.files = new CheckpointFiles(settings.directory());
        this.forcesNames = forces(settings.directory());
    }

    private static boolean forces(Path directory) {
        try {
            WholeFile.force(directory);
            return true;
        } catch (IOException e) {
            LOG.warn(
                    "{}: this file system does not force names to the disk, so the newest checkpoint may"
                            + " be lost in a power failure",
                    directory);
            return false;
        }
    }

    /**
     * Locks the directory, which is created if it does not exist, and finds the newest intact
     * checkpoint in it.
     *
     * @throws StateException if another server uses it, or its files belong to another job, cannot
     *     be read, or are all damaged
     */
    public static StateDirectory open(StateSettings settings, ServerConfig config) {
        Path directory = settings.directory();
        try {
            Files.createDirectories(directory);
            DirectoryLock lock = DirectoryLock.take(directory);
            try {
                Identity identity = Identity.of(config);
                var state = new StateDirectory(settings, identity, lock);
                state.files.deleteLeftOvers();
                state.find(config.job().training().rounds());
                return state;
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StateException("state directory " + directory + ": " + OneLine.of(e));
        }
    }

    private void find(long rounds) throws IOException {
        List<Path> all = files.newestFirst();
        List<Path> damaged = new ArrayList<>();
        for (Path path : all) {
            if (found.isEmpty()) {
                found = intact(path);
                found.ifPresentOrElse(one -> {}, () -> damaged.add(path));
            }
        }
        if (found.isEmpty() && !all.isEmpty()) {
            throw new StateException(
                    "state directory %s: none of its %s checkpoints is intact: move them away to start from the beginning"
                            .formatted(settings.directory(), all.size()));
        }
        for (Path path : damaged) {
            Path aside = path.resolveSibling(path.getFileName() + ".damaged");
            Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
        }
        version = found.map(one -> one.header().version()).orElse(-1L);
        if (version > rounds) {
            throw new StateException(
                    "state directory %s is already at version %s: rounds must be at least that, got %s"
                            .formatted(settings.directory(), version, rounds));
        }
        run = found.map(one -> one.header().run()).orElseGet(() -> new SecureRandom().nextLong());
    }

    private Optional<Checkpoint> intact(Path path) throws IOException {
        try {
            requireOurs(Checkpoint.readHeader(path).settings());
            return Optional.of(Checkpoint.read(path));
        } catch (MalformedSnapshotException | IllegalArgumentException e) {
            LOG.warn("{} is damaged and skipped: {}", path, e.getMessage());
            return Optional.empty();
        }
    }

    private void requireOurs(Identity saved) {
        List<String> differences = identity.differences(saved);
        if (!differences.isEmpty()) {
            throw new StateException(
                    "state directory %s belongs to another job: %s; give that job's settings, or another directory"
                            .formatted(settings.directory(), String.join("; ", differences)));
        }
    }

    StateSettings settings() {
        return settings;
    }

    /** Version of the checkpoint that the job continues from; -1 if it begins. */
    public long version() {
        return version;
    }

    /** Drawn at the first start of the job, unchanged while it goes on. */
    public long run() {
        return run;
    }

    /**
     * The state to continue from; returned only once, so that it need not be kept. Empty if the job
     * begins.
     */
    public Optional<Snapshot> take() {
        Optional<Snapshot> job = found.map(Checkpoint::job);
        found = Optional.empty();
        return job;
    }

    /**
     * Adds an action that runs before each checkpoint, on the writing thread: other output of the
     * same rounds must not lag behind it.
     */
    public void before(Runnable action) {
        Runnable earlier = before;
        before =
                () -> {
                    earlier.run();
                    action.run();
                };
    }

    /**
     * Writes a checkpoint; after this returns it survives a crash.
     *
     * @return its size in bytes
     */
    long write(Snapshot job, long version, long savedMillis) throws IOException {
        lock.check();
        before.run();
        var header = new Checkpoint.Header(identity, run, version, savedMillis);
        long bytes = new Checkpoint(header, job).write(files.of(version));
        if (forcesNames) {
            WholeFile.force(settings.directory());
        }
        deleteOld();
        return bytes;
    }

    /** Failing to delete old checkpoints only costs space. */
    private void deleteOld() {
        try {
            files.deleteAllBut(settings.keep());
        } catch (IOException e) {
            LOG.debug("old checkpoints could not be deleted: {}", OneLine.of(e));
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
