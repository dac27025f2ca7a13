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
    private record Contender(RuleOutcome.Subject subject, Runnable call) {}

    /**
     * Measures the candidates in turn.
     *
     * @return first the measured rules, then the skipped ones, each in the given order
     */
    List<RuleOutcome> run(Cell cell, List<Candidate> candidates) {
        Inputs inputs = Inputs.of(cell.n(), cell.d(), seed);
        List<RuleOutcome> skipped = new ArrayList<>();
        List<Contender> contenders = new ArrayList<>();
        try (var team = new BenchThreads(cell.threads())) {
            for (Candidate candidate : candidates) {
                AggregationRule rule = candidate.of(cell.n());
                var subject = new RuleOutcome.Subject(cell, candidate.rule(), rule.f());
                try {
                    rule.requireAdmissible(cell.n());
                    Runnable call = call(rule, inputs, team);
                    call.run();
                    contenders.add(new Contender(subject, call));
                } catch (IllegalArgumentException e) {
                    skipped.add(new RuleOutcome.Skipped(subject, e.getMessage()));
                }
            }
            List<RuleOutcome> outcomes = new ArrayList<>(timed(contenders, inputs, team));
            outcomes.addAll(skipped);
            return outcomes;
        }
    }

    private List<RuleOutcome> timed(List<Contender> contenders, Inputs inputs, BenchThreads team) {
        List<Runnable> calls = new ArrayList<>();
        calls.add(new ReadingPass(inputs.rows(), team));
        calls.add(call(Rules.of("mean", 0), inputs, team));
        contenders.forEach(contender -> calls.add(contender.call));
        // Moves the rows into the old generation, where later collections do not copy them.
        System.gc();
        List<Rotation.Cost> costs =
                new Rotation(System::nanoTime, team::allocatedBytes).run(calls, repeats);
        List<RuleOutcome> outcomes = new ArrayList<>();
        for (int k = 0; k < contenders.size(); k++) {
            outcomes.add(
                    new RuleOutcome.Timed(
                            contenders.get(k).subject,
                            costs.get(k + 2),
                            costs.get(0),
                            costs.get(1),
                            kernels.toString(),
                            distances));
        }
        return outcomes;
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
