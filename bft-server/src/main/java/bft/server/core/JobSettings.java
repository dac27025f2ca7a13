package bft.server.core;

import bft.aggregation.AggregationRule;
import bft.aggregation.Limits;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.buffer.SumBuffer;
import bft.aggregation.admission.filter.Dampening;
import bft.aggregation.admission.filter.StalenessDampening;
import bft.aggregation.admission.filter.ZenoPlusPlus;
import bft.aggregation.admission.policy.AdmissionPolicy;
import bft.aggregation.admission.policy.Filters;
import bft.aggregation.copies.CopyCheck;
import bft.server.membership.MembershipRules;
import bft.server.synchrony.Sampling;
import bft.server.synchrony.Synchrony;
import bft.spec.BadArgument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings of a job.
 *
 * @param n workers, of whom {@code rule.f()} may be Byzantine; if the synchrony draws a sample for
 *     each round, that many of the sample
 * @param filter specification of the filter for each gradient, as {@link Filters} reads it. {@value
 *     #DEFAULT_FILTER} if the synchrony is asynchronous and none is given; in rounds that accept
 *     stale gradients one that dampens and refuses nothing; otherwise none
 * @param membership how members may change; with {@link #withMembers} n is their number
 * @param checksCopies whether gradients that nearly repeat others are named
 */
public record JobSettings(
        int n,
        AggregationRule rule,
        Synchrony synchrony,
        Optional<String> filter,
        TrainingPlan training,
        Deadlines deadlines,
        MembershipRules membership,
        boolean checksCopies) {
    /** The default filter of an asynchronous job. */
    public static final String DEFAULT_FILTER = "kardam";

    /**
     * @throws IllegalArgumentException with every inequality that does not hold, and its numbers
     */
    public JobSettings {
        List<String> problems = new ArrayList<>();
        int f = rule.f();
        if (n > Limits.WORKERS) {
            problems.add("workers must be <= " + Limits.WORKERS + ", got n=" + n);
        } else if (n < 1 || f >= n) {
            problems.add("workers must satisfy 0 <= f < n, got n=" + n + ", f=" + f);
        } else if (synchrony.isAsynchronous()) {
            tried(problems, () -> requireProgress(filter, n, rule));
        } else {
            tried(problems, () -> requireDampening(filter, n, rule, synchrony));
            problems.addAll(inadmissible(rule, n, synchrony));
        }
        if (rule.needsTrusted()) {
            problems.add(
                    "rule %s needs a trusted gradient, but the server has no data".formatted(rule));
        }
        if (rule.namesRows() && (synchrony.isAsynchronous() || synchrony.quorum() < n)) {
            problems.add(
                    ("rule %s refers to rows by number, which a missing worker shifts: it needs rounds"
                                    + " with quorum >= n, got quorum=%s, n=%s")
                            .formatted(rule, synchrony.quorum(), n));
        }
        if (problems.isEmpty() && membership.least().isPresent()) {
            int least = membership.least().getAsInt();
            var fixed = new JobSettings(n, rule, synchrony, filter, training, deadlines);
            tried(problems, () -> fixed.requireElastic(least));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private void requireElastic(int least) {
        BadArgument.when(least <= f() || least > n)
                .because(
                        "elastic needs f < elastic <= n, got elastic=%s, n=%s, f=%s",
                        least, n, f());
        problemWith(least)
                .ifPresent(
                        problem -> {
                            throw BadArgument.of("elastic=%s: %s", least, problem);
                        });
    }

    /** A job with a fixed n. */
    public JobSettings(
            int n,
            AggregationRule rule,
            Synchrony synchrony,
            Optional<String> filter,
            TrainingPlan training,
            Deadlines deadlines) {
        this(n, rule, synchrony, filter, training, deadlines, MembershipRules.FIXED, false);
    }

    /** The same with other rules of membership. */
    public JobSettings with(MembershipRules other) {
        return new JobSettings(
                n, rule, synchrony, filter, training, deadlines, other, checksCopies);
    }

    /** The same with a check of copied work, or without. */
    public JobSettings checkingCopies(boolean checks) {
        return new JobSettings(n, rule, synchrony, filter, training, deadlines, membership, checks);
    }

    /** A new check of copied work, if there is to be one. */
    Optional<CopyCheck> copyCheck() {
        return Optional.of(CopyCheck.of(n, f(), training.seed())).filter(check -> checksCopies);
    }

    /**
     * The settings that apply while the job has this many members: as many of them may be missing
     * from a round as before, and f is the same. Samples are as large as before.
     *
     * @throws IllegalArgumentException with every inequality that does not hold for them
     */
    public JobSettings withMembers(int members) {
        if (members == n) {
            return this;
        }
        BadArgument.when(rule.namesRows())
                .because("rule %s refers to rows by number: n must stay %s", rule, n);
        boolean isSameRound = synchrony.takesStale() || synchrony.sample() != Synchrony.ALL;
        Synchrony fitting = isSameRound ? synchrony : synchrony.fewer(n - members);
        return new JobSettings(members, rule, fitting, filter, training, deadlines);
    }

    /** Why the job cannot have this many members, as text; empty if it can. */
    public Optional<String> problemWith(int members) {
        try {
            withMembers(members);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Rounds of undampened gradients, or the default filter. */
    public JobSettings(
            int n,
            AggregationRule rule,
            Synchrony synchrony,
            TrainingPlan training,
            Deadlines deadlines) {
        this(n, rule, synchrony, Optional.empty(), training, deadlines);
    }

    /** f, the number of workers that may be Byzantine. */
    public int f() {
        return rule.f();
    }

    /** What is to withstand Byzantine workers: the rule, or the filter of single gradients. */
    public String defence() {
        return synchrony.isAsynchronous() ? policy().name() : rule.name();
    }

    /** Which workers take part in each round. */
    public Sampling sampling() {
        return new Sampling(n, synchrony.participants(n), training.seed());
    }

    /** How many workers must join before the time of the first round runs. */
    public int quorumToBegin() {
        return n - synchrony.participants(n) + quorum();
    }

    /** How many gradients the job needs to go on. */
    public int quorum() {
        return synchrony.isAsynchronous() ? n - f() : synchrony.quorum();
    }

    /** How many gradients a worker may push on one version. */
    public int attempts() {
        return synchrony.isAsynchronous() ? policy().filter().attempts() : 1;
    }

    /**
     * Most gradients that are arriving, in the round or waiting at one time: one per worker, a
     * second where one may wait for the step of a round, and a third where the round keeps its own.
     */
    public int gradientsHeld() {
        if (!synchrony.takesStale()) {
            return n;
        }
        return (synchrony.isAsynchronous() ? 2 : 3) * n;
    }

    /**
     * Most vectors of d floats that a server of this job holds at one time, without network
     * buffers: the gradients; 16 for versions that are sent or made, encoded ones and aggregates;
     * the optimiser's slots before and after a step with the parameters that it makes; for a rule
     * that keeps a history, a vector for each worker before, in and after a step. Where stale
     * gradients count, each caller may receive a different version; a stream also holds the
     * versions that a gradient may be computed at, the gradients and versions that a filter
     * compares with, and the input of a step.
     *
     * @param dimension d
     */
    public long vectorsHeld(int observers, int dimension) {
        long held = gradientsHeld() + 17L + 2L * training.optimiser().slots(dimension);
        if (rule.keepsHistory()) {
            held += 3L * n;
        }
        if (synchrony.takesStale()) {
            held += 3L * (n + observers);
        }
        if (synchrony.isAsynchronous()) {
            int compared = attempts() > 1 ? 4 : 2;
            held += synchrony.maxStaleness() + (long) compared * n + 3;
            held += policy().buffer().floatsHeld(1);
        }
        return held;
    }

    /**
     * Of {@link #vectorsHeld}, those outside the heap: the frames of the newest version and the one
     * before, in all codecs, and where stale gradients count those of each caller's version.
     */
    public long vectorsEncoded(int observers) {
        return 6 + (synchrony.takesStale() ? 2L * (n + observers) : 0);
    }

    /** The rule for a round of this many gradients. */
    AggregationRule ruleFor(int gradients) {
        int most = synchrony.participants(n);
        return synchrony.full() == most ? rule.forInputs(gradients, most - gradients) : rule;
    }

    /** Describes how steps are made. */
    public String howStepsAreMade() {
        if (synchrony.isAsynchronous()) {
            return "each gradient passes filter %s as it arrives, up to %s versions old"
                    .formatted(policy(), synchrony.maxStaleness());
        }
        if (rule.isPlainMean()) {
            return "the mean tolerates no faulty worker";
        }
        int missing = synchrony.participants(n) - quorum();
        String rounds =
                "a round with only the quorum tolerates %s faulty rows%s"
                        .formatted(
                                ruleFor(quorum()).f(),
                                synchrony.full() == synchrony.participants(n)
                                        ? " besides the %s missing ones".formatted(missing)
                                        : ", whatever the %s missing ones are".formatted(missing));
        return sampling().isPartial()
                ? sampling().bound(f(), training.rounds()) + "; " + rounds
                : rounds;
    }

    /**
     * Whether the rule handles rows with a NaN or an infinity, so that they do not prove a fault.
     */
    boolean takesNonFinite() {
        return !synchrony.isAsynchronous() && rule.reducer().takesNonFinite();
    }

    /**
     * A new policy: the filter of an asynchronous job, and the buffer that makes steps of its
     * gradients.
     */
    public AdmissionPolicy policy() {
        return policy(filter, n, rule);
    }

    /** A new filter that dampens the gradients of a round. */
    AdmissionFilter dampening() {
        return filter.map(spec -> Filters.of(spec, n, rule).filter())
                .orElseGet(() -> new Dampening(StalenessDampening.none()));
    }

    private static AdmissionPolicy policy(Optional<String> filter, int n, AggregationRule rule) {
        return Filters.of(filter.orElse(DEFAULT_FILTER), n, rule);
    }

    private static void tried(List<String> problems, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
    }

    /**
     * A step must be possible if each worker sends one gradient on a version and f workers send
     * none.
     */
    private static void requireProgress(Optional<String> filter, int n, AggregationRule rule) {
        AdmissionPolicy policy = policy(filter, n, rule);
        int f = rule.f();
        int needed = policy.buffer().workersNeeded();
        BadArgument.when(policy.filter() instanceof ZenoPlusPlus)
                .because(
                        "filter %s needs root=W, a worker whose gradients are trusted: the server has no data",
                        policy.name());
        BadArgument.when(rule.keepsHistory() && !policy.buffer().isOneRowAWorker())
                .because(
                        "rule %s keeps a history of each worker's rows: filter %s makes rows "
                                + "of several workers or several rows of one",
                        rule, policy.name());
        BadArgument.when(needed > n - f)
                .because(
                        "filter %s makes a step of %s workers' gradients, f may be silent: it "
                                + "needs %s <= n-f, got n=%s, f=%s",
                        policy.name(), needed, needed, n, f);
    }

    /** A round takes no filter that refuses gradients: a refused one would be missing. */
    private static void requireDampening(
            Optional<String> filter, int n, AggregationRule rule, Synchrony synchrony) {
        if (filter.isEmpty()) {
            return;
        }
        if (!synchrony.takesStale() || !dampensOnly(policy(filter, n, rule))) {
            throw BadArgument.of(
                    "filter %s: modes async and ssp take filters; bundled takes none and "
                            + "dynsgd, which dampen; bsp and backup take no filter",
                    filter.get());
        }
    }

    private static boolean dampensOnly(AdmissionPolicy policy) {
        return policy.filter() instanceof Dampening
                && policy.buffer() instanceof SumBuffer
                && policy.buffer().workersNeeded() == 1;
    }

    private static List<String> inadmissible(AggregationRule rule, int all, Synchrony synchrony) {
        int n = synchrony.participants(all);
        if (n > all) {
            return List.of("mode sampled needs m <= n, got m=%s, n=%s".formatted(n, all));
        }
        int quorum = synchrony.quorum();
        int full = synchrony.full();
        int f = rule.f();
        if (full == n && !synchrony.takesStale()) {
            return quorum < n - f
                    ? List.of(
                            "synchrony needs n-f <= quorum <= full <= n, got quorum=%s, full=%s, n=%s, f=%s"
                                    .formatted(quorum, full, n, f))
                    : inadmissibleRounds(rule, n, quorum);
        }
        if (full > n - f) {
            return List.of(
                    ("a round of %s gradients needs as many workers, f may be silent: it needs %s"
                                    + " <= n-f, got n=%s, f=%s")
                            .formatted(full, full, n, f));
        }
        List<String> problems = new ArrayList<>();
        tried(problems, () -> rule.requireAdmissible(full));
        return problems.stream()
                .map(
                        why ->
                                "a round of the first %s of %s gradients, of whom f may be faulty: %s"
                                        .formatted(full, n, why))
                .toList();
    }

    /**
     * A round may close with any number of gradients from the quorum to n, and the missing workers
     * count as faulty: the rule must allow every such number.
     */
    private static List<String> inadmissibleRounds(AggregationRule rule, int n, int quorum) {
        if (n < rule.minimumInputs()) {
            return List.of(
                    "%s: give at least %s workers, a smaller f or another rule"
                            .formatted(rule.shortOf(n), rule.minimumInputs()));
        }
        List<String> problems = new ArrayList<>();
        for (int q = quorum; q <= n; q++) {
            try {
                rule.forInputs(q, n - q);
            } catch (IllegalArgumentException e) {
                problems.add("a round with %s of %s gradients: %s".formatted(q, n, e.getMessage()));
            }
        }
        return problems;
    }
}
