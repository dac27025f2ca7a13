package bft.server.core;

import bft.aggregation.admission.buffer.SumBuffer;
import bft.aggregation.admission.filter.Dampening;
import bft.aggregation.admission.policy.AdmissionPolicy;
import bft.server.membership.Change;
import bft.server.membership.Membership;
import bft.server.membership.Quarantine;
import bft.server.membership.Standing;
import bft.server.metrics.Tolerance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Changes the members of a job if the rule and the mode allow as many members as there will be, and
 * computes what the job tolerates.
 */
final class Roster {
    private static final int MOST_NAMED = 8;
    private static final String BY_OPERATOR = " by the operator";

    private final JobSettings settings;
    private final JobState state;
    private final Membership members;
    private final Guard guard;
    private JobSettings current;

    /** What protects the steps of a stream from faulty gradients. */
    private enum Guard {
        NONE,
        /** A filter, for which the missing workers are among the f faulty ones. */
        FILTER,
        /** A robust rule over the gradients of several workers. */
        RULE
    }

    Roster(JobSettings settings, JobState state) {
        this.settings = settings;
        this.state = state;
        this.members = state.membership;
        this.guard = guard(settings);
        this.current = settings.withMembers(members.size());
    }

    /** The settings for as many members as there are. */
    JobSettings current() {
        if (current.n() != members.size()) {
            current = settings.withMembers(members.size());
        }
        return current;
    }

    /** A worker connects; returns whether the members have changed. */
    boolean joins(int worker) {
        boolean isNew = members.joins(worker) && problemWith(1).isEmpty();
        if (isNew) {
            members.admit(worker);
        }
        return isNew;
    }

    /** A worker says that it leaves; returns whether the members have changed. */
    boolean leaves(int worker) {
        boolean isLess = members.mayLeave(worker) && problemWith(-1).isEmpty();
        if (isLess) {
            members.leave(worker);
        }
        return isLess;
    }

    /** Workers return whose time in quarantine is over; returns whether there were any. */
    boolean readmitsDue(long now) {
        boolean changed = false;
        for (var due = members.due(now); due.isPresent(); due = members.due(now)) {
            members.admit(due.getAsInt());
            changed = true;
        }
        return changed;
    }

    /**
     * The operator changes the standing of a worker.
     *
     * @return why that is not possible, as text; empty if it is done
     */
    Optional<String> change(int worker, Change change, long now) {
        if (worker < 0 || worker >= settings.n()) {
            return Optional.of(
                    "worker must be in [0, %s], got %s".formatted(settings.n() - 1, worker));
        }
        return switch (change) {
            case QUARANTINE -> quarantine(worker, now);
            case REMOVE -> remove(worker);
            case READMIT -> readmit(worker);
        };
    }

    private Optional<String> quarantine(int worker, long now) {
        Optional<String> problem = isNo(worker, members.isMember(worker), "no member");
        if (problem.isEmpty() && members.counts(worker) && members.quarantined() >= settings.f()) {
            problem =
                    Optional.of(
                            "%s workers are in quarantine, which is f: remove one, then n is less"
                                    .formatted(members.quarantined()));
        }
        if (problem.isEmpty()) {
            String why = "is in quarantine" + BY_OPERATOR;
            members.quarantine(worker, why, Quarantine.FOR_EVER, now);
        }
        return problem;
    }

    private Optional<String> remove(int worker) {
        Optional<String> problem =
                isNo(worker, members.standing(worker) != Standing.REMOVED, "removed already")
                        .or(() -> problemWith(members.isMember(worker) ? -1 : 0));
        if (problem.isEmpty()) {
            members.remove(worker, "was removed" + BY_OPERATOR);
        }
        return problem;
    }

    private Optional<String> readmit(int worker) {
        Optional<String> problem =
                isNo(worker, !members.counts(worker), "a member already")
                        .or(() -> problemWith(members.isMember(worker) ? 0 : 1));
        if (problem.isEmpty()) {
            members.admit(worker);
        }
        return problem;
    }

    private static Optional<String> isNo(int worker, boolean holds, String otherwise) {
        return holds
                ? Optional.empty()
                : Optional.of("worker %s is %s".formatted(worker, otherwise));
    }

    private Optional<String> problemWith(int more) {
        return settings.problemWith(members.size(more));
    }

    /** How many connected workers count. */
    int ready() {
        return count(this::isHere);
    }

    private boolean isHere(int worker) {
        return members.counts(worker) && state.attendance.isHere(worker);
    }

    private boolean takesPart(int worker) {
        return isHere(worker) && !state.collector.isSilent(worker);
    }

    private int count(IntPredicate which) {
        return (int) IntStream.range(0, settings.n()).filter(which).count();
    }

    /** What the job tolerates now. */
    Tolerance tolerance() {
        JobSettings now = current();
        int live = Math.min(now.n(), count(this::takesPart));
        int tolerated = tolerated(now, live);
        if (tolerated == now.f() && canStep(now, live)) {
            return new Tolerance(tolerated, now.f(), now.n(), "");
        }
        List<String> reasons = new ArrayList<>();
        if (!canStep(now, live)) {
            reasons.add("%s of at least %s workers take part".formatted(live, now.quorumToBegin()));
        } else if (tolerated(now, now.n()) == tolerated) {
            reasons.add(now.howStepsAreMade());
        }
        name(w -> members.standing(w) == Standing.QUARANTINED, "in quarantine", reasons);
        name(w -> members.counts(w) && !isHere(w), "not connected", reasons);
        name(w -> isHere(w) && !takesPart(w), "silent", reasons);
        return new Tolerance(tolerated, now.f(), now.n(), listed(reasons));
    }

    private static boolean canStep(JobSettings now, int live) {
        return live >= now.quorumToBegin();
    }

    /**
     * How many faulty ones are tolerated if so many workers take part. The missing ones count as
     * faulty, and all of them may be drawn for a round.
     */
    private int tolerated(JobSettings now, int live) {
        if (!canStep(now, live)) {
            return 0;
        }
        if (!now.synchrony().isAsynchronous()) {
            int present = live - (now.n() - now.sampling().m());
            return now.rule().isPlainMean()
                    ? 0
                    : now.ruleFor(Math.min(present, now.synchrony().full())).f();
        }
        return switch (guard) {
            case NONE -> 0;
            case FILTER -> Math.max(0, now.f() - (now.n() - live));
            case RULE -> now.f();
        };
    }

    private static Guard guard(JobSettings settings) {
        if (!settings.synchrony().isAsynchronous()) {
            return Guard.RULE;
        }
        AdmissionPolicy policy = settings.policy();
        if (!(policy.buffer() instanceof SumBuffer)) {
            return Guard.RULE;
        }
        return policy.filter() instanceof Dampening ? Guard.NONE : Guard.FILTER;
    }

    private void name(IntPredicate which, String property, List<String> reasons) {
        List<String> names =
                IntStream.range(0, settings.n()).filter(which).mapToObj(String::valueOf).toList();
        if (names.isEmpty()) {
            return;
        }
        int more = names.size() - MOST_NAMED;
        String all = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        reasons.add(
                "%s %s%s %s %s"
                        .formatted(
                                names.size() == 1 ? "worker" : "workers",
                                all,
                                more > 0 ? " and " + more + " more" : "",
                                names.size() == 1 ? "is" : "are",
                                property));
    }

    private static String listed(List<String> reasons) {
        int last = reasons.size() - 1;
        return last < 1
                ? String.join("", reasons)
                : String.join(", ", reasons.subList(0, last)) + " and " + reasons.get(last);
    }
}
