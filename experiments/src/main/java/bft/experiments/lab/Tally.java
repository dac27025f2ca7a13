package bft.experiments.lab;

import bft.experiments.record.Series;
import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Scenario;
import bft.worker.model.Evaluation;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sums up the rounds of a run as they come. */
final class Tally {
    static final List<String> MEASURES =
            List.of(
                    "final",
                    "best",
                    "mean",
                    "loss",
                    "accepted",
                    "accepted-honest",
                    "accepted-byzantine",
                    "attack-weight",
                    "dropped",
                    "rounds",
                    "failed");
    private static final int STRETCHES = 40;

    private final Cohort cohort;
    private final long rounds;
    private final List<double[]> points = new ArrayList<>();
    private final List<Long> staleness = new ArrayList<>();
    private final double[][] trust;
    private final long[] taken = new long[2];
    private final double[] weight = new double[2];
    private long dropped;
    private long closed;

    Tally(Scenario scenario) {
        this.cohort = scenario.cohort();
        this.rounds = scenario.learning().rounds();
        this.trust = new double[cohort.n()][(int) Math.min(STRETCHES, rounds)];
    }

    void point(long version, Evaluation evaluation) {
        points.add(new double[] {version, evaluation.accuracy(), evaluation.loss()});
    }

    void round(JsonNode round) {
        closed++;
        dropped += round.path("refusals").path("NON_FINITE").asLong();
        int stretch = (int) ((closed - 1) * trust[0].length / rounds);
        for (JsonNode row : round.path("workers")) {
            int worker = row.path("worker").asInt();
            double counted = row.path("weight").asDouble();
            int side = cohort.isByzantine(worker) ? 1 : 0;
            taken[side] += counted > 0 ? 1 : 0;
            weight[side] += counted;
            trust[worker][stretch] += counted;
        }
    }

    /**
     * All of it.
     *
     * @param chance accuracy of a guess: what a run counts that did not come to its end
     */
    Outcome outcome(double chance, Optional<String> failure) {
        Map<String, Double> measures = new LinkedHashMap<>();
        double[] last = points.get(points.size() - 1);
        measures.put("final", failure.isPresent() ? chance : last[1]);
        measures.put("best", points.stream().mapToDouble(p -> p[1]).max().orElse(chance));
        measures.put(
                "mean", points.stream().skip(1).mapToDouble(p -> p[1]).average().orElse(chance));
        measures.put("loss", last[2]);
        int byzantine = cohort.byzantine();
        measures.put("accepted", share(taken[0] + taken[1], cohort.n()));
        measures.put("accepted-honest", share(taken[0], cohort.honest()));
        measures.put("accepted-byzantine", byzantine == 0 ? 0 : share(taken[1], byzantine));
        measures.put("attack-weight", weight[1] / (weight[0] + weight[1]));
        measures.put("dropped", (double) dropped);
        measures.put("rounds", (double) closed);
        measures.put("failed", failure.isPresent() ? 1.0 : 0.0);
        return new Outcome(
                measures,
                List.of(curve("accuracy", 1), curve("loss", 2)),
                staleness,
                trust(),
                failure.orElse(""));
    }

    private double share(long counted, int workers) {
        return (double) counted / Math.max(1, closed * workers);
    }

    private Series curve(String name, int column) {
        double[] x = points.stream().mapToDouble(p -> p[0]).toArray();
        double[] y = points.stream().mapToDouble(p -> p[column]).toArray();
        return new Series(name, x, y);
    }

    /** In each stretch the shares of all workers sum to 1. */
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
