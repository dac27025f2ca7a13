package bft.server.core;

import static bft.server.core.StepTools.Stage.APPLY;
import static bft.server.core.StepTools.Stage.DECIDE;
import static bft.server.core.StepTools.Stage.EXCHANGE;
import static bft.server.core.StepTools.Stage.MEASURE;
import static bft.server.core.StepTools.Stage.OPTIMISE;
import static bft.server.core.StepTools.Stage.VERIFY;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.RowHistory;
import bft.aggregation.admission.buffer.Bundle;
import bft.aggregation.copies.CopyCheck;
import bft.aggregation.engine.Aggregation;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.engine.Decision;
import bft.aggregation.engine.Measured;
import bft.aggregation.kernels.Finite;
import bft.server.optimiser.Optimiser;
import bft.server.optimiser.OptimiserState;
import bft.server.optimiser.SquaredNorm;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A step: how the gradients of a {@link StepInput} become the next version. Its stages, in order:
 *
 * <ol>
 *   <li>measure: the distances that the rule needs, over this server's range of coordinates; before
 *       it, a rule with a memory has the rows replaced by the running means of their senders
 *   <li>exchange: add those of other servers
 *   <li>decide: how much each row counts, from the distances only
 *   <li>apply: mix and reduce the rows of this range
 *   <li>optimise: move the parameters
 *   <li>verify: all parameters must stay in the range of float32
 * </ol>
 *
 * <p>A failure of the rule or the optimiser affects only this step: the model stays unchanged, and
 * the reason is reported.
 *
 * <p>Cost: the rule's, one pass of the optimiser and two over d.
 */
public record Step(StepInput input, RoundContext round, Start start, Optimiser optimiser)
        implements Work {
    /**
     * The start of a step; nothing in it is modified.
     *
     * @param parameters of the current version
     * @param state of the optimiser
     * @param history what the rule remembers of each of the n workers
     * @param copies the check of copied work, if the job has one
     * @param n workers
     * @param wantsDistances whether somebody looks at the distances between the rows
     */
    record Start(
            float[] parameters,
            OptimiserState state,
            RowHistory history,
            Optional<CopyCheck> copies,
            int n,
            boolean wantsDistances) {}

    @Override
    public StepResult run(StepTools tools) {
        try {
            return stages(tools);
        } catch (RuntimeException e) {
            String problem = "rule %s failed: %s".formatted(input.bundle().rule(), e);
            return new StepResult.Skipped(problem, false);
        }
    }

    /** The rows that are aggregated; not to be modified. */
    public float[][] rows() {
        return input.rows();
    }

    /** Their senders; {@link Bundle#SHARED} for a row that combines several workers' gradients. */
    public List<Integer> senders() {
        return input.bundle().senders();
    }

    private StepResult stages(StepTools tools) {
        AggregationRule rule = input.bundle().rule();
        RoundContext context = context(rule);
        StepTools.Timer timer = tools.timer();
        float[][] sent = input.rows();
        Prepared prepared = timer.timed(MEASURE, () -> prepared(rule, context, tools));
        float[][] rows = prepared.rows();
        Measured all = timer.timed(EXCHANGE, () -> tools.exchange().apply(prepared.measured()));
        Decision decision =
                timer.timed(
                        DECIDE,
                        () -> Aggregator.decide(rule, all, start.parameters().length, context));
        Aggregation aggregation =
                timer.timed(APPLY, () -> scaled(tools.aggregator().apply(decision, rows, context)));
        Optimiser.Result next =
                timer.timed(
                        OPTIMISE,
                        () ->
                                optimiser.step(
                                        start.parameters(), aggregation.output(), start.state()));
        double[][] distances =
                start.wantsDistances() ? tools.aggregator().distances(rows) : new double[0][];
        return timer.timed(
                VERIFY,
                () -> {
                    var copies = start.copies().map(check -> copies(check, sent));
                    var found = new Found(prepared.history(), decision, copies, distances);
                    return verified(found, aggregation, next);
                });
    }

    private Prepared prepared(AggregationRule rule, RoundContext context, StepTools tools) {
        RowHistory history = history(rule, input.rows());
        float[][] rows = rule.memory() > 0 ? means(history) : input.rows();
        return new Prepared(history, rows, tools.aggregator().measure(rule, rows, context));
    }

    /** What the rule may use besides the rows. */
    private RoundContext context(AggregationRule rule) {
        return rule.needsHistory()
                ? round.withHistory(start.history().among(input.bundle().senders()))
                : round;
    }

    private Aggregation scaled(Aggregation aggregation) {
        float[] output = aggregation.output();
        double scale = input.bundle().scale();
        for (int k = 0; k < output.length && scale != 1; k++) {
            output[k] = (float) (scale * output[k]);
        }
        return aggregation;
    }

    /** The rows that the rule combines, and what it has measured of them. */
    private record Prepared(RowHistory history, float[][] rows, Measured measured) {}

    /** What a step has found besides the next parameters. */
    private record Found(
            RowHistory history,
            Decision decision,
            Optional<CopyCheck.Findings> copies,
            double[][] distances) {}

    private CopyCheck.Findings copies(CopyCheck check, float[][] sent) {
        return check.look(round.round(), input.bundle().senders(), sent);
    }

    private StepResult verified(Found found, Aggregation aggregation, Optimiser.Result next) {
        AggregationRule rule = input.bundle().rule();
        float[] output = aggregation.output();
        double norm = SquaredNorm.of(output, 0, output.length);
        float[] parameters = next.parameters();
        int at = Finite.firstNonFinite(parameters, 0, parameters.length);
        if (at >= 0) {
            return new StepResult.Skipped(
                    "the step of rule %s and optimiser %s leaves the range of float32 (parameter %s is %s, norm of the aggregate %s)"
                            .formatted(rule, optimiser, at, parameters[at], norm),
                    true);
        }
        var reported = new Aggregation(output, List.copyOf(aggregation.rows()));
        return new StepResult.Made(
                reported,
                next,
                found.history(),
                norm,
                found.decision().note().stream().toList(),
                found.copies(),
                found.distances());
    }

    /** The rule's history after this step: the rows of each worker, by its index. */
    private RowHistory history(AggregationRule rule, float[][] rows) {
        if (!rule.keepsHistory()) {
            return start.history();
        }
        var byWorker = new float[start.n()][];
        Arrays.fill(byWorker, new float[0]);
        List<Integer> senders = input.bundle().senders();
        for (int i = 0; i < rows.length; i++) {
            if (senders.get(i) != Bundle.SHARED) {
                byWorker[senders.get(i)] = rows[i];
            }
        }
        return start.history().after(rule, byWorker);
    }

    /** The running means of those who sent a row, in the order of the rows. */
    private float[][] means(RowHistory history) {
        return input.bundle().senders().stream()
                .map(worker -> history.sums()[worker])
                .toArray(float[][]::new);
    }
}
