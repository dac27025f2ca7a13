package bft.experiments.benchmark;

import bft.aggregation.AggregationRule;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.kernels.Kernels;
import bft.aggregation.rules.Rules;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures rules on one shape of input at a time.
 *
 * @param kernels the kernels to use
 * @param distances whether the distance of every row to every output is measured
 * @param repeats how often each rule is timed
 * @param seed decides the values of the rows
 */
record RulesBench(Kernels kernels, boolean distances, int repeats, long seed) {
    /** A rule that admits the rows of the cell. */
    private record Contender(BenchOutcome outcome, Runnable call) {}

    /**
     * Measures the candidates in turn.
     *
     * @return first the measured rules, then the skipped ones, each in the given order
     */
    List<BenchOutcome> run(Cell cell, List<Candidate> candidates) {
        Inputs inputs = Inputs.of(cell.n(), cell.d(), seed);
        List<BenchOutcome> skipped = new ArrayList<>();
        List<Contender> contenders = new ArrayList<>();
        try (var team = new BenchThreads(cell.threads())) {
            for (Candidate candidate : candidates) {
                AggregationRule rule = candidate.of(cell.n());
                try {
                    rule.requireAdmissible(cell.n());
                    Runnable call = call(rule, inputs, team);
                    call.run();
                    contenders.add(new Contender(outcome("rule", cell, candidate, rule), call));
                } catch (IllegalArgumentException e) {
                    skipped.add(
                            outcome("skipped", cell, candidate, rule)
                                    .with("reason", e.getMessage()));
                }
            }
            List<BenchOutcome> outcomes = new ArrayList<>(timed(contenders, inputs, team));
            outcomes.addAll(skipped);
            return outcomes;
        }
    }

    private List<BenchOutcome> timed(List<Contender> contenders, Inputs inputs, BenchThreads team) {
        List<Runnable> calls = new ArrayList<>();
        calls.add(new ReadingPass(inputs.rows(), team));
        calls.add(call(Rules.of("mean", 0), inputs, team));
        contenders.forEach(contender -> calls.add(contender.call));
        // Moves the rows into the old generation, where later collections do not copy them.
        System.gc();
        List<Rotation.Cost> costs =
                new Rotation(System::nanoTime, team::allocatedBytes).run(calls, repeats);
        List<BenchOutcome> outcomes = new ArrayList<>();
        for (int k = 0; k < contenders.size(); k++) {
            BenchOutcome outcome = contenders.get(k).outcome;
            add(outcome, 4.0 * inputs.rows().length * inputs.rows()[0].length, costs, k + 2);
            outcomes.add(outcome.with("kernels", kernels.toString()).with("distances", distances));
        }
        return outcomes;
    }

    private static BenchOutcome outcome(
            String bench, Cell cell, Candidate candidate, AggregationRule rule) {
        return new BenchOutcome(bench)
                .with("peer", "bft")
                .with("rule", candidate.rule())
                .with("n", cell.n())
                .with("f", rule.f())
                .with("d", cell.d())
                .with("threads", cell.threads());
    }

    /**
     * Adds the costs of a rule.
     *
     * @param bytes of the rows
     * @param costs of reading the rows, of the mean, and of the rules
     * @param own which of them is the rule's
     */
    static void add(BenchOutcome outcome, double bytes, List<Rotation.Cost> costs, int own) {
        Rotation.Cost cost = costs.get(own);
        outcome.times(cost)
                .with("gb_s", bytes / (1e6 * cost.msMedian()))
                .with("read_ratio", cost.ratioTo(costs.get(0)))
                .with("mean_ratio", cost.ratioTo(costs.get(1)))
                .with("bytes_per_call", cost.bytesMedian())
                .with("read_ms", costs.get(0).msMedian())
                .with("repeats", cost.nanos().length);
    }

    /**
     * Each rule has its own aggregator, whose scratch memory fits from call to call, and an array
     * for the results.
     */
    private Runnable call(AggregationRule rule, Inputs inputs, BenchThreads team) {
        var fast = new Aggregator(team, team.threads(), kernels);
        Aggregator aggregator = distances ? fast.withDistances() : fast;
        var output = new float[inputs.rows()[0].length];
        return () -> aggregator.aggregate(rule, inputs.rows(), inputs.round(), output);
    }
}
