package bft.server.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The part of each worker in the last round, as samples that are made when somebody asks for them:
 * a round costs nothing more, however many workers there are.
 */
public final class WorkerMetrics extends Collector implements JobListener {
    private static final List<String> WORKER = List.of("worker");

    private final List<List<String>> labels = new ArrayList<>();
    private volatile Optional<RoundRecord> last = Optional.empty();

    /**
     * @param n workers
     */
    public WorkerMetrics(int n) {
        for (int worker = 0; worker < n; worker++) {
            labels.add(List.of(Integer.toString(worker)));
        }
    }

    @Override
    public void roundClosed(RoundRecord round) {
        last = Optional.of(round);
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Optional<RoundRecord> round = last;
        var reports = new HashMap<Integer, GradientReport>();
        round.ifPresent(now -> now.workers().forEach(one -> reports.put(one.worker(), one)));
        return List.of(
                distrusted(round),
                of(
                        reports,
                        "bft_worker_weight",
                        "Weight that the rule gave a worker in the last round; NaN if it was"
                                + " absent, as in the samples that follow.",
                        GradientReport::weight),
                of(
                        reports,
                        "bft_worker_score",
                        "Score of a worker in the last round, low is good; NaN if the rule ranks"
                                + " nobody.",
                        GradientReport::score),
                of(
                        reports,
                        "bft_worker_distance",
                        "Euclidean distance of a worker's gradient to the aggregate.",
                        GradientReport::distance),
                of(
                        reports,
                        "bft_worker_staleness_versions",
                        "Versions that a worker's gradient was behind.",
                        GradientReport::staleness),
                one(
                        "bft_round_score_threshold",
                        "Highest score that counted in the last round; NaN if the rule ranks"
                                + " nobody.",
                        round.map(RoundRecord::scoreThreshold)),
                one(
                        "bft_round_distance_threshold",
                        "Distance to the aggregate beyond which a gradient of the last round is"
                                + " evidence against its sender.",
                        round.map(RoundRecord::distanceThreshold)));
    }

    private MetricFamilySamples distrusted(Optional<RoundRecord> round) {
        var family =
                new GaugeMetricFamily(
                        "bft_worker_distrusted", "1 for a worker counted as faulty.", WORKER);
        for (int worker = 0; worker < labels.size(); worker++) {
            int index = worker;
            boolean is = round.filter(now -> now.distrusted().containsKey(index)).isPresent();
            family.addMetric(labels.get(worker), is ? 1 : 0);
        }
        return family;
    }

    private MetricFamilySamples of(
            Map<Integer, GradientReport> reports,
            String name,
            String help,
            ToDoubleFunction<GradientReport> value) {
        var family = new GaugeMetricFamily(name, help, WORKER);
        for (int worker = 0; worker < labels.size(); worker++) {
            Optional<GradientReport> report = Optional.ofNullable(reports.get(worker));
            double number = report.isPresent() ? value.applyAsDouble(report.get()) : Double.NaN;
            family.addMetric(labels.get(worker), number);
        }
        return family;
    }

    private static MetricFamilySamples one(String name, String help, Optional<Double> value) {
        return new GaugeMetricFamily(name, help, value.orElse(Double.NaN));
    }
}
