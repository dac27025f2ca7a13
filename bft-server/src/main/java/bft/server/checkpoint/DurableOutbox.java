package bft.server.checkpoint;

import bft.aggregation.state.Snapshot;
import bft.server.config.CheckpointInterval;
import bft.server.wire.SparseLog;
import bft.worker.config.OneLine;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves the job, and holds back messages that must not be lost until the job is saved. Checkpoints
 * are written one at a time, on their own thread. The next is taken when the last is done, and
 * covers everything since: a slow disk leads to larger groups and not to a queue, and at most one
 * state is kept besides the job's.
 *
 * <p>The answer to a filtered gradient waits for the version that includes it; if that takes long,
 * a checkpoint between versions saves the gradient itself.
 */
public final class DurableOutbox implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(DurableOutbox.class);
    private static final long RETRY_MILLIS = 1_000;
    private static final long NEVER = Long.MAX_VALUE;

    /** Well below the time after which a client considers an answer lost. */
    private static final long ANSWER_MILLIS = 5_000;

    private final StateDirectory directory;
    private final CheckpointInterval every;
    private final Host host;
    private final CheckpointWriter writer;
    private final CheckpointMetrics metrics;
    private final SparseLog troubles = new SparseLog(LOG::warn, System::nanoTime);
    private final Deque<Held> held = new ArrayDeque<>();
    private final Map<Integer, Long> heldPushes = new HashMap<>();

    /**
     * The newest version; the newest for which a checkpoint was taken; the newest for which one was
     * written.
     */
    private long newest;

    private long taken;
    private long saved;

    /** Number of the last checkpoint taken. */
    private long number;

    private long takenNanos;
    private long savedMillis;
    private boolean isWriting;
    private boolean isAsked;
    private boolean isScheduled;
    private boolean isDueAnyway;
    private boolean isFrozen;
    private boolean isEnding;
    private boolean isFailed;
    private boolean isOver;
    private boolean isTimed;
    private Optional<String> problem = Optional.empty();

    /** The job and its thread, as this class needs them. */
    public interface Host {
        /**
         * The job's current state, which is to be saved.
         *
         * @param savedMillis which moment the saved file will name
         */
        Snapshot snapshot(long savedMillis);

        /** The time of the job's clock, in nanoseconds. */
        long now();

        /** Runs an action on the job's thread, after the current event. */
        void execute(Runnable event);

        /** Runs an action on the job's thread after a delay. */
        void after(long millis, Runnable event);

        /** Ends the job. */
        void stop(String reason);
    }

    /**
     * A message that is held back.
     *
     * @param version that must be saved before it is sent
     * @param checkpoint number of the checkpoint that must be written before it is sent
     * @param otherwise runs instead if the job ends before
     */
    private record Held(long version, long checkpoint, Runnable tell, Runnable otherwise) {
        boolean isFree(long savedVersion, long written) {
            return savedVersion >= version || written >= checkpoint;
        }
    }

    /**
     * @param limitMillis longest time that a checkpoint may take; a longer one counts as an error
     */
    public DurableOutbox(
            StateDirectory directory, Host host, CheckpointMetrics metrics, long limitMillis) {
        this.directory = directory;
        this.every = directory.settings().every();
        this.host = host;
        this.metrics = metrics;
        this.writer = new CheckpointWriter(directory, limitMillis);
        this.newest = Math.max(0, directory.version());
        this.taken = directory.version();
        this.saved = directory.version();
    }

    @Override
    public void begin() {
        metrics.at(saved);
        takenNanos = host.now();
        askIfDue();
    }

    @Override
    public void published(long version, Runnable tell) {
        newest = version;
        long needed = every.rounds() > 0 ? version - every.rounds() + 1 : -1;
        hold(new Held(needed, number + 1, tell, () -> {}));
        askIfDue();
    }

    @Override
    public void answered(int worker, long sequence, Runnable tell, Runnable otherwise) {
        if (!every.losesNothing()) {
            hold(new Held(-1, number + 1, tell, otherwise));
            return;
        }
        heldPushes.put(worker, sequence);
        Runnable free = () -> heldPushes.remove(worker, sequence);
        hold(new Held(NEVER, number + 1, both(free, tell), both(free, otherwise)));
        if (!isTimed && holds(worker, sequence)) {
            isTimed = true;
            host.after(ANSWER_MILLIS, this::answerSoon);
        }
    }

    private static Runnable both(Runnable first, Runnable second) {
        return () -> {
            first.run();
            second.run();
        };
    }

    /** The round takes long: workers that have sent their gradients should not wait for its end. */
    private void answerSoon() {
        isTimed = false;
        if (!heldPushes.isEmpty()) {
            isDueAnyway = true;
            askIfDue();
        }
    }

    @Override
    public boolean holds(int worker, long sequence) {
        return heldPushes.getOrDefault(worker, -1L) == sequence;
    }

    @Override
    public void ended(boolean isFinished, Runnable tell) {
        isEnding = true;
        isFailed = !isFinished;
        boolean canSave = problem.isEmpty() && !isFrozen;
        if (isFinished || canSave) {
            afterNext(tell);
            return;
        }
        isOver = true;
        boolean isUnderWay = isWriting && problem.isEmpty();
        removed(one -> !isUnderWay || one.checkpoint() > number)
                .forEach(one -> one.otherwise().run());
        if (isUnderWay) {
            held.add(new Held(NEVER, number, tell, tell));
        } else {
            tell.run();
        }
    }

    /** Saves the job now, even if no checkpoint is due, and goes on even if that fails. */
    private void afterNext(Runnable then) {
        if (isWriting && problem.isPresent()) {
            then.run();
            return;
        }
        held.add(new Held(NEVER, number + 1, then, then));
        isDueAnyway = true;
        askIfDue();
    }

    @Override
    public void suspend(Runnable then) {
        if (isFrozen) {
            return;
        }
        isFrozen = true;
        afterNext(then);
    }

    @Override
    public Optional<String> unsaved() {
        return problem.map(why -> "versions after %s are not saved: %s".formatted(saved, why));
    }

    @Override
    public Optional<JsonObject> health() {
        var health =
                new JsonObject()
                        .put("directory", directory.settings().directory().toString())
                        .put("saved_version", saved)
                        .put("loss", every.loss());
        problem.ifPresent(why -> health.put("problem", why));
        return Optional.of(health);
    }

    @Override
    public void close() {
        writer.close();
    }

    /** While the disk fails nothing is held back, and nothing is sent after the final save. */
    private void hold(Held one) {
        boolean isFree = one.isFree(saved, -1) || problem.isPresent();
        if (isFree && !isFrozen) {
            one.tell().run();
        } else if (!isFrozen) {
            held.add(one);
        }
    }

    private boolean isDue() {
        if (isDueAnyway || taken < 0) {
            return true;
        }
        if (every.rounds() > 0) {
            return newest - taken >= every.rounds();
        }
        return newest > taken && host.now() - takenNanos >= every.nanos();
    }

    /** Schedules a checkpoint after the current event. */
    private void askIfDue() {
        if (isWriting || isAsked || isOver) {
            return;
        }
        if (isDue()) {
            isAsked = true;
            host.execute(this::take);
        } else if (every.nanos() > 0 && newest > taken && !isScheduled) {
            long left = every.nanos() - (host.now() - takenNanos);
            isScheduled = true;
            host.after(TimeUnit.NANOSECONDS.toMillis(left) + 1, this::atTime);
        }
    }

    private void atTime() {
        isScheduled = false;
        askIfDue();
    }

    private void take() {
        isAsked = false;
        if (isWriting || isOver || !isDue()) {
            return;
        }
        isDueAnyway = false;
        isWriting = true;
        number++;
        taken = newest;
        takenNanos = host.now();
        long mine = number;
        long version = newest;
        // No two of them are the same, so that a recording can find the moment.
        savedMillis = Math.max(savedMillis + 1, System.currentTimeMillis());
        writer.write(host.snapshot(savedMillis), version, savedMillis)
                .onComplete(
                        done -> host.execute(() -> written(mine, version, done)),
                        error -> host.execute(() -> failed(mine, OneLine.of(error))));
        host.after(writer.limitMillis(), () -> overdue(mine));
    }

    private void written(long which, long version, CheckpointWriter.Done done) {
        isWriting = false;
        saved = version;
        metrics.written(version, done);
        problem.ifPresent(why -> LOG.info("version {} is saved: checkpoints work again", version));
        problem = Optional.empty();
        release(which);
        askIfDue();
    }

    private void release(long written) {
        removed(one -> one.isFree(saved, written)).forEach(one -> one.tell().run());
    }

    private List<Held> removed(Predicate<Held> which) {
        List<Held> removed = new ArrayList<>();
        held.removeIf(one -> which.test(one) && removed.add(one));
        return removed;
    }

    private void failed(long which, String why) {
        isWriting = false;
        trouble(why);
        host.after(
                RETRY_MILLIS,
                () -> {
                    isDueAnyway = problem.isPresent() && !isFrozen;
                    askIfDue();
                });
    }

    /** The writing thread is blocked by the disk, for an unknown time. */
    private void overdue(long which) {
        if (isWriting && number == which) {
            trouble(
                    "a checkpoint takes longer than %s s, half of --round-timeout"
                            .formatted(writer.limitMillis() / 1e3));
        }
    }

    private void trouble(String why) {
        metrics.failed();
        troubles.say(
                "version %s is not saved, the newest that is saved is %s: %s"
                        .formatted(newest, saved, why));
        boolean isNew = problem.isEmpty();
        problem = Optional.of(why);
        if (directory.settings().stopsOnError() && isNew && !isFrozen && !isEnding) {
            host.stop("the state cannot be saved: " + why);
            return;
        }
        boolean mayTell = !isFailed || !directory.settings().stopsOnError();
        removed(one -> true).forEach(one -> (mayTell ? one.tell() : one.otherwise()).run());
    }
}
