package bft.experiments.demo;

import bft.experiments.record.Series;
import bft.server.metrics.RoundRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The progress of one contender: its server and its workers write, the screen reads. Safe for use
 * by several threads.
 */
final class ContenderProgress {
    private final String name;
    private final SortedMap<Long, Measurement> points = new TreeMap<>();
    private final Map<Long, SortedMap<Integer, String>> distrusted = new HashMap<>();
    private long version;

    ContenderProgress(String name) {
        this.name = name;
        distrusted.put(0L, new TreeMap<>());
    }

    String name() {
        return name;
    }

    /** A round has ended. */
    synchronized void closed(RoundRecord round) {
        version = round.version();
        distrusted.put(version, round.distrusted());
    }

    /** The accuracy of a version has been measured; the server has reported that version before. */
    synchronized void measured(long measuredVersion, double accuracy) {
        var point = new Measurement(measuredVersion, accuracy, distrusted.get(measuredVersion));
        points.put(measuredVersion, point);
    }

    /** The newest version of the contender's server. */
    synchronized long version() {
        return version;
    }

    /** The workers that the server distrusts now, with the evidence as text. */
    synchronized SortedMap<Integer, String> suspects() {
        return distrusted.get(version);
    }

    /** All that was measured so far, by ascending version. */
    synchronized List<Measurement> points() {
        return List.copyOf(points.values());
    }

    /** What was measured at a version, if it was. */
    Optional<Measurement> at(long wanted) {
        return points().stream().filter(p -> p.version() == wanted).findFirst();
    }

    /** What was measured last, if anything was. */
    Optional<Measurement> last() {
        return points().stream().reduce((a, b) -> b);
    }

    /** The accuracies as a curve. */
    Series curve() {
        List<Measurement> all = points();
        double[] x = all.stream().mapToDouble(Measurement::version).toArray();
        double[] y = all.stream().mapToDouble(Measurement::accuracy).toArray();
        return new Series(name, x, y);
    }
}
