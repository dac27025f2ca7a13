package bft.server.core;

import bft.aggregation.RowHistory;
import bft.aggregation.copies.CopyCheck;
import bft.aggregation.state.Snapshot;
import bft.server.membership.Membership;
import bft.server.metrics.Counts;
import bft.server.metrics.TrustLedger;
import bft.server.metrics.VarianceToNorm;
import bft.server.optimiser.OptimiserState;
import bft.server.synchrony.Attendance;
import bft.spec.BadArgument;
import bft.worker.client.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The complete state of a job at one moment: together with the settings it determines everything
 * that follows. Only {@link Job} writes it.
 *
 * <p>Arrays of d floats in it are never modified, only replaced; so {@link #snapshot} shares them
 * and costs O(n), and a snapshot may be written while the job goes on.
 */
final class JobState {
    private static final String KIND = "job";
    private static final float[] NONE = {};

    final Attendance attendance;
    final Membership membership;
    final Answers answers;
    final PushQueue waiting;
    final Collector collector;
    final TrustLedger trust;
    final Counts counts = new Counts();

    /** Workers that have a place of their owner, and the owner. */
    final SortedMap<Integer, String> places = new TreeMap<>();

    VarianceToNorm variance = VarianceToNorm.UNKNOWN;
    Model model;
    OptimiserState optimiser;
    float[] lastAggregate = NONE;
    RowHistory history = RowHistory.none();
    Optional<CopyCheck> copies;
    Optional<StepInput> stepping = Optional.empty();
    boolean filtering;
    boolean started;
    boolean begun;
    int stepsOutOfRange;
    long openedNanos;
    long closedNanos;
    Optional<JobEnd> end = Optional.empty();

    private JobState(
            JobSettings settings,
            Attendance attendance,
            Membership membership,
            Answers answers,
            PushQueue waiting) {
        this.attendance = attendance;
        this.membership = membership;
        this.answers = answers;
        this.waiting = waiting;
        this.trust = new TrustLedger(settings.n());
        this.copies = settings.copyCheck();
        this.collector =
                settings.synchrony().isAsynchronous()
                        ? new StreamCollector(settings, attendance, membership)
                        : new RoundCollector(settings, attendance, membership);
    }

    /** The state before the start. */
    static JobState initial(JobSettings settings, Model model) {
        int n = settings.n();
        var state =
                new JobState(
                        settings,
                        new Attendance(n),
                        members(settings),
                        new Answers(n),
                        new PushQueue());
        state.model = model;
        state.optimiser = settings.training().optimiser().init(model.parameters().length);
        return state;
    }

    private static Membership members(JobSettings settings) {
        return new Membership(settings.membership(), settings.n(), settings.f());
    }

    boolean isCollecting() {
        return started && end.isEmpty() && stepping.isEmpty() && !filtering;
    }

    /** The gradients that the job holds. */
    List<float[]> gradients() {
        List<float[]> all = new ArrayList<>(waiting.gradients());
        if (started) {
            all.addAll(collector.kept());
        }
        return all;
    }

    /**
     * The whole state as an immutable value; times relative to now. A gradient that is being
     * filtered is the first of those waiting, and a step that is being computed has not begun.
     */
    Snapshot snapshot(long now) {
        Snapshot.Builder all =
                Snapshot.of(KIND)
                        .with("version", model.version())
                        .with("parameters", model.parameters())
                        .with("optimiser", optimiser.snapshot())
                        .with("last-aggregate", lastAggregate)
                        .with("history", history.snapshot())
                        .with("attendance", attendance.snapshot())
                        .with("membership", membership.snapshot(now))
                        .with("answers", answers.snapshot())
                        .with("waiting", waiting.snapshot())
                        .with("trust", trust.snapshot())
                        .with("counts", counts.snapshot())
                        .with("variance", variance.snapshot())
                        .with("places", texts(places))
                        .with("started", started ? 1L : 0L)
                        .with("begun", begun ? 1L : 0L)
                        .with("filtering", filtering ? 1L : 0L)
                        .with("steps-out-of-range", (long) stepsOutOfRange)
                        .with("opened", openedNanos - now)
                        .with("closed", closedNanos - now)
                        .with(
                                "end",
                                end.map(JobEnd::message).stream().map(JobState::ended).toList())
                        .with("stepping", stepping.map(StepInput::snapshot).stream().toList());
        copies.ifPresent(check -> all.with("copies", check.snapshot()));
        return (started ? all.with("collector", collector.snapshot(now)) : all).build();
    }

    private static Map<String, String> texts(SortedMap<Integer, String> places) {
        Map<String, String> texts = new TreeMap<>();
        places.forEach((worker, owner) -> texts.put("" + worker, owner));
        return texts;
    }

    private static Snapshot ended(String message) {
        return Snapshot.of("end").with("message", message).build();
    }

    /**
     * The state in a snapshot.
     *
     * @param now the current time of the new clock
     * @throws IllegalArgumentException naming the field that does not fit the settings
     */
    static JobState of(Snapshot snapshot, JobSettings settings, int dimension, long now) {
        int n = settings.n();
        Membership members = members(settings);
        if (snapshot.has("membership")) {
            members.restore(snapshot.part("membership"), now);
            settings.problemWith(members.size()).ifPresent(JobState::refuse);
        }
        var state =
                new JobState(
                        settings,
                        Attendance.of(snapshot.expecting(KIND).part("attendance"), n),
                        members,
                        Answers.of(snapshot.part("answers"), n),
                        PushQueue.of(snapshot.part("waiting"), n, dimension));
        long version = snapshot.whole("version", 0, settings.training().rounds());
        state.model = new Model(version, whole(snapshot, "parameters", dimension));
        state.optimiser =
                OptimiserState.of(
                        snapshot.part("optimiser"), settings.training().optimiser(), dimension);
        state.lastAggregate = snapshot.vector("last-aggregate", dimension);
        state.history = RowHistory.restore(snapshot.part("history"), n, dimension);
        state.trust.restore(snapshot.part("trust"));
        if (snapshot.has("copies")) {
            Snapshot saved = snapshot.part("copies");
            state.copies = state.copies.map(check -> check.restored(saved, dimension));
        }
        state.counts.restore(snapshot.part("counts"), n);
        if (snapshot.has("variance")) {
            state.variance = VarianceToNorm.of(snapshot.part("variance"));
            snapshot.texts("places").forEach((w, who) -> state.places.put(worker(w, n), who));
        }
        state.started = snapshot.whole("started", 0, 1) == 1;
        state.begun = snapshot.whole("begun", 0, 1) == 1;
        boolean mayFilter = snapshot.has("filtering") && !state.waiting.isEmpty();
        state.filtering = mayFilter && snapshot.whole("filtering", 0, 1) == 1;
        state.stepsOutOfRange = (int) snapshot.whole("steps-out-of-range", 0, Integer.MAX_VALUE);
        state.openedNanos = now + snapshot.whole("opened");
        state.closedNanos = now + snapshot.whole("closed");
        state.restoreProgress(snapshot, settings, now);
        return state;
    }

    private static int worker(String text, int n) {
        boolean isOne = text.matches("[0-9]{1,9}") && Integer.parseInt(text) < n;
        BadArgument.when(!isOne)
                .because("%s.places has worker '%s', need one in [0, %s]", KIND, text, n - 1);
        return Integer.parseInt(text);
    }

    private static void refuse(String problem) {
        throw new IllegalArgumentException(KIND + ".membership: " + problem);
    }

    private void restoreProgress(Snapshot snapshot, JobSettings settings, long now) {
        if (started) {
            collector.restore(snapshot.part("collector"), model, now);
        }
        boolean finished = model.version() >= settings.training().rounds();
        end =
                snapshot.parts("end").stream()
                        .findFirst()
                        .map(part -> new JobEnd(finished, part.text("message"), model));
        stepping =
                snapshot.parts("stepping").stream()
                        .findFirst()
                        .map(part -> StepInput.of(part, settings.n(), model.parameters().length));
    }

    private static float[] whole(Snapshot snapshot, String name, int dimension) {
        float[] vector = snapshot.vector(name, dimension);
        BadArgument.when(vector.length == 0)
                .because("%s.%s has 0 coordinates, need %s", KIND, name, dimension);
        return vector;
    }
}
