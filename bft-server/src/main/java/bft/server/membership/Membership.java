package bft.server.membership;

import bft.aggregation.state.Snapshot;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The standing of each worker, and the provable faults of each since it became a member or
 * returned. Part of a job's state; times are those of the job's events.
 *
 * <p>At most f workers are in quarantine because of faults at one time: if more commit them, then
 * more are faulty than assumed, or the fault is the job's, and then it does not help to take away
 * the workers.
 */
public final class Membership {
    private static final String KIND = "membership";
    private static final String LEFT = "is no member until it joins";

    private final MembershipRules rules;
    private final int f;
    private final Standing[] standings;
    private final long[] faults;

    /** When those in quarantine return, if ever: events look at them only. */
    private final SortedMap<Integer, Long> returns = new TreeMap<>();

    private final String[] reasons;

    /**
     * @param n places for workers
     * @param f members that may be faulty
     */
    public Membership(MembershipRules rules, int n, int f) {
        this.rules = rules;
        this.f = f;
        standings = new Standing[n];
        boolean isElastic = rules.least().isPresent();
        Arrays.fill(standings, isElastic ? Standing.AWAY : Standing.MEMBER);
        faults = new long[n];
        reasons = new String[n];
        Arrays.fill(reasons, isElastic ? LEFT : "");
    }

    /** n, the number of members; in an elastic job at least its least number. */
    public int size() {
        return size(0);
    }

    /** What n is after this many more have become members. */
    public int size(int more) {
        int members = more + count(Standing.MEMBER) + count(Standing.QUARANTINED);
        return Math.max(rules.least().orElse(1), members);
    }

    /** How many members are in quarantine. */
    public int quarantined() {
        return count(Standing.QUARANTINED);
    }

    private int count(Standing which) {
        return (int) Arrays.stream(standings).filter(one -> one == which).count();
    }

    public Standing standing(int worker) {
        return standings[worker];
    }

    /** Whether the worker's gradients count. */
    public boolean counts(int worker) {
        return standings[worker] == Standing.MEMBER;
    }

    /** Whether the worker is a member, in quarantine or not. */
    public boolean isMember(int worker) {
        return counts(worker) || standings[worker] == Standing.QUARANTINED;
    }

    /** Why the worker has its standing, as text; empty for a member. */
    public String reason(int worker) {
        return reasons[worker];
    }

    /** What the operator is shown of a worker. */
    public Member member(int worker, long now) {
        OptionalLong left =
                returns.containsKey(worker)
                        ? OptionalLong.of(returns.get(worker) - now)
                        : OptionalLong.empty();
        return new Member(standings[worker], reasons[worker], faults[worker], left);
    }

    /** The refusal of a gradient of a worker whose gradients do not count. */
    public Optional<Refused> refusal(int worker) {
        String detail = "worker %s %s".formatted(worker, reasons[worker]);
        return switch (standings[worker]) {
            case MEMBER -> Optional.empty();
            case QUARANTINED -> Optional.of(new Refused(Refusal.QUARANTINED, detail));
            case AWAY, REMOVED -> Optional.of(new Refused(Refusal.UNKNOWN_WORKER, detail));
        };
    }

    /** A worker joins; returns whether that makes it a member. */
    public boolean joins(int worker) {
        return standings[worker] == Standing.AWAY;
    }

    /** Whether a member that leaves stops being one. */
    public boolean mayLeave(int worker) {
        return rules.least().isPresent() && counts(worker);
    }

    /**
     * Counts a provable fault.
     *
     * @return whether the worker is in quarantine from now on
     */
    public boolean fault(int worker, Refusal kind, long now) {
        if (!counts(worker)) {
            return false;
        }
        faults[worker]++;
        Quarantine quarantine = rules.quarantine();
        if (quarantine.isOff() || faults[worker] < quarantine.faults() || quarantined() >= f) {
            return false;
        }
        String why =
                "is in quarantine after %s provable faults, the last %s"
                        .formatted(faults[worker], kind);
        quarantine(worker, why, quarantine.nanos(), now);
        return true;
    }

    /**
     * Puts a worker in quarantine.
     *
     * @param why continues "worker 4"
     * @param nanos until it returns, or {@link Quarantine#FOR_EVER}
     */
    public void quarantine(int worker, String why, long nanos, long now) {
        standings[worker] = Standing.QUARANTINED;
        reasons[worker] = why;
        returns.remove(worker);
        if (nanos != Quarantine.FOR_EVER) {
            returns.put(worker, now + nanos);
        }
    }

    /** Makes the worker a member, with no faults. */
    public void admit(int worker) {
        set(worker, Standing.MEMBER, "");
        faults[worker] = 0;
    }

    /** The worker has left and is no member until it joins again. */
    public void leave(int worker) {
        set(worker, Standing.AWAY, LEFT);
    }

    /** The worker is no member until it is readmitted. */
    public void remove(int worker, String why) {
        set(worker, Standing.REMOVED, why);
    }

    private void set(int worker, Standing standing, String why) {
        standings[worker] = standing;
        reasons[worker] = why;
        returns.remove(worker);
    }

    /** A worker whose time in quarantine is over. */
    public OptionalInt due(long now) {
        return returns.entrySet().stream()
                .filter(back -> now - back.getValue() >= 0)
                .mapToInt(Map.Entry::getKey)
                .findFirst();
    }

    /** The earlier of this time and the first at which a worker returns. */
    public long earlier(long nanos) {
        long first = nanos;
        for (long end : returns.values()) {
            first = end - first < 0 ? end : first;
        }
        return first;
    }

    /** This as a snapshot; times relative to now. */
    public Snapshot snapshot(long now) {
        var left = new long[standings.length];
        Arrays.fill(left, Quarantine.FOR_EVER);
        returns.forEach((worker, end) -> left[worker] = end - now);
        return Snapshot.of(KIND)
                .with("standings", Arrays.stream(standings).mapToLong(Enum::ordinal).toArray())
                .with("faults", faults)
                .with("returns", left)
                .with(
                        "reasons",
                        IntStream.range(0, reasons.length)
                                .filter(w -> !reasons[w].isEmpty())
                                .mapToObj(w -> text(w, reasons[w]))
                                .toList())
                .build();
    }

    private static Snapshot text(int worker, String reason) {
        return Snapshot.of("reason").with("worker", (long) worker).with("text", reason).build();
    }

    /**
     * Replaces the standings by those in a snapshot.
     *
     * @throws IllegalArgumentException naming the field that does not fit
     */
    public void restore(Snapshot snapshot, long now) {
        snapshot.expecting(KIND).holding("standings", "faults", "returns", "reasons");
        int n = standings.length;
        long[] saved = snapshot.wholes("standings", n, 0, Standing.values().length - 1);
        Arrays.setAll(standings, w -> Standing.values()[(int) saved[w]]);
        System.arraycopy(snapshot.wholes("faults", n, 0, Long.MAX_VALUE - 1), 0, faults, 0, n);
        long[] left = snapshot.wholes("returns", n);
        returns.clear();
        for (int worker = 0; worker < n; worker++) {
            if (left[worker] != Quarantine.FOR_EVER) {
                returns.put(worker, now + left[worker]);
            }
        }
        Arrays.fill(reasons, "");
        for (Snapshot text : snapshot.parts("reasons")) {
            reasons[(int) text.whole("worker", 0, n - 1)] = text.text("text");
        }
    }
}
