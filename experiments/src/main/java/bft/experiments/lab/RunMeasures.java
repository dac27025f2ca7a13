package bft.experiments.lab;

import static bft.experiments.run.RunSettings.TARGET;
import static bft.worker.settings.WorkerSettings.CODEC;
import static bft.worker.settings.WorkerSettings.LOCAL;

import bft.aggregation.Seeds;
import bft.experiments.lab.expect.Expectation;
import bft.experiments.record.Series;
import bft.experiments.run.Population;
import bft.experiments.run.RunConfig;
import bft.server.metrics.GradientReport;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.Tally;
import bft.server.synchrony.Sampling;
import bft.worker.model.Evaluation;
import bft.worker.training.LocalMethods;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Chunks;
import bft.worker.wire.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** Computes the {@link Measures} of a training, round by round. */
final class RunMeasures {
    private static final int SEGMENTS = 40;
    private static final long PUSHED = 0x707573686564L;
    private static final int MAX_STALENESS = 1_000;

    private final RunConfig config;
    private final int dimension;
    private final Population population;
    private final Sampling sampling;
    private final boolean judgesEach;
    private final long rounds;
    private final List<double[]> points = new ArrayList<>();
    private final List<Long> staleness = new ArrayList<>();
    private final double[][] trust;
    private final long[] taken = new long[2];
    private final long[] offered = new long[2];
    private final double[] weight = new double[2];
    private final long[] copied = new long[2];
    private final long[] seen = new long[2];
    private double evaluated = Double.NaN;
    private double dampening;
    private long rows;
    private long dropped;
    private long closed;
    private long calls;
    private double seconds;
    private double secondsToTarget = Double.NaN;
    private double callsToTarget = Double.NaN;
    private final List<Double> leverages = new ArrayList<>();

    /**
     * @param dimension d, the number of parameters
     */
    RunMeasures(RunConfig config, int dimension) {
        this.config = config;
        this.dimension = dimension;
        this.population = config.population();
        this.sampling = config.sampling();
        this.judgesEach = config.judgesEach();
        this.rounds = config.rounds();
        this.trust = new double[population.n()][(int) Math.min(SEGMENTS, rounds)];
    }

    void point(long version, Evaluation evaluation) {
        points.add(new double[] {version, evaluation.accuracy(), evaluation.loss()});
        if (Double.isNaN(secondsToTarget) && evaluation.accuracy() >= config.get(TARGET)) {
            secondsToTarget = seconds;
            callsToTarget = calls;
        }
    }

    void round(RoundRecord round) {
        closed++;
        seconds += (round.collectNanos() + round.aggregateNanos()) / 1e9;
        Optional.ofNullable(round.reported().get(Figure.HELD_OUT_ACCURACY))
                .ifPresent(reported -> evaluated = reported.median());
        dropped += round.refusals().getOrDefault(Refusal.NON_FINITE, 0);
        // A skipped step is reported as well, so there may be more rounds than versions.
        int segment = (int) ((Math.min(closed, rounds) - 1) * trust[0].length / rounds);
        for (GradientReport row : round.workers()) {
            int side = side(row.worker());
            if (!judgesEach) {
                taken[side] += row.weight() > 0 ? 1 : 0;
            }
            weight[side] += row.weight();
            copied[side] += row.copied().isPresent() ? 1 : 0;
            seen[side]++;
            dampening += row.dampening();
            rows++;
            trust[row.worker()][segment] += row.weight();
        }
        if (!judgesEach) {
            boolean[] drawn = sampling.drawn(round.round());
            for (int worker = 0; worker < drawn.length; worker++) {
                offered[side(worker)] += drawn[worker] ? 1 : 0;
            }
        }
        round.tallies().forEach(this::calls);
    }

    /** The leverage of a step; NaN if it is not defined. */
    void leverage(double leverage) {
        if (!Double.isNaN(leverage)) {
            leverages.add(leverage);
        }
    }

    private int side(int worker) {
        return population.isByzantine(worker) ? 1 : 0;
    }

    private void calls(int worker, Tally outcomes) {
        calls += outcomes.acceptedCount() + outcomes.refusedCount();
        outcomes.accepted()
                .forEach((versions, times) -> add((int) Math.min(MAX_STALENESS, versions), times));
        if (judgesEach) {
            int side = side(worker);
            taken[side] += outcomes.acceptedCount();
            offered[side] += outcomes.acceptedCount() + outcomes.refusedCount();
        }
    }

    private void add(int versions, long times) {
        while (staleness.size() <= versions) {
            staleness.add(0L);
        }
        staleness.set(versions, staleness.get(versions) + times);
    }

    /**
     * The outcome of the run. The final measures of a run that ended early are those of its last
     * model; a measure without data, such as the staleness of no gradient, is NaN.
     *
     * @param success rate of an attack on data, if there is one
     */
    RunOutcome outcome(OptionalDouble success, Optional<String> failure) {
        Map<String, Double> measures = new LinkedHashMap<>();
        double[] last = points.get(points.size() - 1);
        measures.put("final", last[1]);
        measures.put("best", points.stream().mapToDouble(p -> p[1]).max().orElse(last[1]));
        measures.put(
                "mean", points.stream().skip(1).mapToDouble(p -> p[1]).average().orElse(last[1]));
        measures.put("loss", last[2]);
        measures.put("accepted", share(taken[0] + taken[1], offered[0] + offered[1]));
        measures.put("accepted-honest", share(taken[0], offered[0]));
        measures.put("accepted-byzantine", share(taken[1], offered[1]));
        measures.put("attack-weight", weight[1] / (weight[0] + weight[1]));
        success.ifPresent(share -> measures.put("attack-success", share));
        measures.put(
                "leverage", Expectation.median(leverages.stream().mapToDouble(x -> x).toArray()));
        measures.put("copied-honest", share(copied[0], seen[0]));
        measures.put("copied-byzantine", share(copied[1], seen[1]));
        measures.put("evaluated", evaluated);
        measures.put("staleness", meanStaleness());
        measures.put("dampening", dampening / rows);
        measures.put("dropped", (double) dropped);
        measures.put("rounds", (double) closed);
        int each = LocalMethods.gradientsEach(config.get(LOCAL));
        double pushed = pushBytes() / 1e6;
        double moved = pushed + (double) Float.BYTES * dimension / 1e6;
        measures.put("gradients", (double) calls * each);
        measures.put("pushed", calls * pushed);
        measures.put("megabytes", calls * moved);
        measures.put("seconds", seconds);
        measures.put("gradients-to-target", callsToTarget * each);
        measures.put("megabytes-to-target", callsToTarget * moved);
        measures.put("seconds-to-target", secondsToTarget);
        measures.put("failed", failure.isPresent() ? 1.0 : 0.0);
        return new RunOutcome(
                measures,
                List.of(curve("accuracy", 1), curve("loss", 2)),
                staleness,
                trust(),
                failure.orElse(""));
    }

    /** How many of a sparse gradient's bytes are there depends on which coordinates are sent. */
    private long pushBytes() {
        Random random = Seeds.random(config.seed(), PUSHED);
        var gradient = new float[dimension];
        for (int k = 0; k < dimension; k++) {
            gradient[k] = (float) random.nextGaussian();
        }
        return Chunks.sentBytes(config.get(CODEC), gradient, 0);
    }

    private double meanStaleness() {
        long all = 0;
        long versions = 0;
        for (int k = 0; k < staleness.size(); k++) {
            all += staleness.get(k);
            versions += k * staleness.get(k);
        }
        return (double) versions / all;
    }

    private static double share(long taken, long offered) {
        return (double) taken / offered;
    }

    private Series curve(String name, int column) {
        double[] x = points.stream().mapToDouble(p -> p[0]).toArray();
        double[] y = points.stream().mapToDouble(p -> p[column]).toArray();
        return new Series(name, x, y);
    }

    /** In each segment the shares of all workers sum to 1. */
    private List<List<Double>> trust() {
        double[] sums = new double[trust[0].length];
        for (double[] of : trust) {
            Arrays.setAll(sums, k -> sums[k] + of[k]);
        }
        return Arrays.stream(trust).map(of -> shares(of, sums)).toList();
    }

    private static List<Double> shares(double[] of, double[] sums) {
        List<Double> shares = new ArrayList<>();
        for (int k = 0; k < of.length; k++) {
            shares.add(sums[k] == 0 ? 0 : of[k] / sums[k]);
        }
        return shares;
    }
}
