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
    /** A rule that takes the rows it is given. */
    private record Entrant(Outcome.Subject subject, Runnable call) {}

    /**
     * Measures the candidates in turn.
     *
     * @return first those measured, then those that could not be, each in the order given
     */
    List<Outcome> run(Cell cell, List<Candidate> candidates) {
        Inputs inputs = Inputs.of(cell.n(), cell.d(), seed);
        List<Outcome> skipped = new ArrayList<>();
        List<Entrant> entrants = new ArrayList<>();
        try (var crew = new Crew(cell.threads())) {
            for (Candidate candidate : candidates) {
                AggregationRule rule = candidate.of(cell.n());
                var subject = new Outcome.Subject(cell, candidate.rule(), rule.f());
                try {
                    rule.requireAdmissible(cell.n());
                    Runnable call = call(rule, inputs, crew);
                    call.run();
                    entrants.add(new Entrant(subject, call));
                } catch (IllegalArgumentException e) {
                    skipped.add(new Outcome.Skipped(subject, e.getMessage()));
                }
            }
            List<Outcome> outcomes = new ArrayList<>(timed(entrants, inputs, crew));
            outcomes.addAll(skipped);
            return outcomes;
        }
    }

    private List<Outcome> timed(List<Entrant> entrants, Inputs inputs, Crew crew) {
        List<Runnable> calls = new ArrayList<>();
        calls.add(new ReadingPass(inputs.rows(), crew));
        calls.add(call(Rules.of("mean", 0), inputs, crew));
        entrants.forEach(entrant -> calls.add(entrant.call));
        // Moves the rows to where later collections do not copy them.
        System.gc();
        List<Rotation.Cost> costs =
                new Rotation(System::nanoTime, crew::allocatedBytes).run(calls, repeats);
        List<Outcome> outcomes = new ArrayList<>();
        for (int k = 0; k < entrants.size(); k++) {
            outcomes.add(
                    new Outcome.Timed(
                            entrants.get(k).subject,
                            costs.get(k + 2),
                            costs.get(0),
                            costs.get(1),
                            kernels.toString(),
                            distances));
        }
        return outcomes;
    }

    /**
     * Each with an aggregator of its own, whose scratch memory then fits from call to call, and an
     * array for the results.
     */
    private Runnable call(AggregationRule rule, Inputs inputs, Crew crew) {
        var fast = new Aggregator(crew, crew.threads(), kernels);
        Aggregator aggregator = distances ? fast.withDistances() : fast;
        var output = new float[inputs.rows()[0].length];
        return () -> aggregator.aggregate(rule, inputs.rows(), inputs.round(), output);
    }
}
