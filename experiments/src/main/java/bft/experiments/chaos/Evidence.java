package bft.experiments.chaos;

import bft.experiments.benchmark.MetricsPage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What a server says about others at one moment.
 *
 * @param distrusted workers, with the reason
 */
record Evidence(JsonObject distrusted, MetricsPage metrics) {
    /** A worker with this many more refusals among its gradients than any honest one is named. */
    private static final double MORE_REFUSED = 0.1;

    private static final List<String> OF_CONNECTIONS =
            List.of("refused", "evicted", "silent", "foreign", "broken", "abused");

    static Evidence of(ChaosServer server) throws IOException, InterruptedException {
        JsonObject distrusted = server.health().getJsonObject("distrusted", new JsonObject());
        return new Evidence(distrusted, server.metrics());
    }

    /** The honest workers that are distrusted. */
    Set<String> wronglyNamed(int honest) {
        var names = new TreeSet<>(distrusted.fieldNames());
        names.removeIf(name -> Integer.parseInt(name) >= honest);
        return names;
    }

    /**
     * How the last workers are named; empty if one of them is not.
     *
     * @param before the same at an earlier moment
     */
    Optional<String> namedWorkers(Evidence before) {
        List<String> all = new ArrayList<>();
        for (int worker = Job.HONEST; worker < Job.WORKERS; worker++) {
            Optional<String> how = named(before, worker);
            if (how.isEmpty()) {
                return Optional.empty();
            }
            all.add(how.get());
        }
        return Optional.of(String.join("; ", new TreeSet<>(all)));
    }

    private Optional<String> named(Evidence before, int worker) {
        if (distrusted.containsKey("" + worker)) {
            return Optional.of(distrusted.getString("" + worker));
        }
        double accepted = accepted(before, worker);
        double refused = refused(before, worker);
        double most = honest(k -> refusedShare(before, k)).max().orElseThrow();
        double least = honest(k -> accepted(before, k)).min().orElseThrow();
        if (refusedShare(before, worker) > most + MORE_REFUSED || accepted < least / 2) {
            return Optional.of(
                    "accepted %s, refused %s".formatted((long) accepted, (long) refused));
        }
        double taken = since(before, "bft_worker_slots_taken_over");
        return taken > 0 ? Optional.of("places taken over " + (long) taken) : repeated(before);
    }

    private Optional<String> repeated(Evidence before) {
        double repeated = since(before, "bft_pushes_repeated_total");
        return repeated > 0 ? Optional.of("pushes repeated " + (long) repeated) : Optional.empty();
    }

    private static DoubleStream honest(IntToDoubleFunction figure) {
        return IntStream.range(0, Job.HONEST).mapToDouble(figure);
    }

    private double refused(Evidence before, int worker) {
        return since(before, "bft_worker_refused_total{worker=\"" + worker + "\"");
    }

    private double accepted(Evidence before, int worker) {
        return since(before, "bft_worker_accepted_total{worker=\"" + worker + "\"");
    }

    private double refusedShare(Evidence before, int worker) {
        double refused = refused(before, worker);
        return refused == 0 ? 0 : refused / (refused + accepted(before, worker));
    }

    /** How strangers are counted; empty if they are not. */
    Optional<String> namedStrangers(Evidence before) {
        List<String> counts = new ArrayList<>();
        double calls =
                since(before, "bft_refused_total") - since(before, "bft_worker_refused_total");
        if (calls > 0) {
            counts.add("calls " + (long) calls);
        }
        for (String event : OF_CONNECTIONS) {
            double closed = since(before, "bft_connections_total{event=\"" + event + "\"");
            if (closed > 0) {
                counts.add(event + " " + (long) closed);
            }
        }
        double atAdmin = since(before, "bft_admin_");
        if (atAdmin > 0) {
            counts.add("operator's port " + (long) atAdmin);
        }
        return counts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", counts));
    }

    private double since(Evidence before, String prefix) {
        return metrics.sum(prefix) - before.metrics.sum(prefix);
    }
}
