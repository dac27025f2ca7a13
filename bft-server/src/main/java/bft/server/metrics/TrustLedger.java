package bft.server.metrics;

import bft.aggregation.state.Snapshot;
import bft.spec.Text;
import bft.worker.verdict.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Evidence against each worker, as an exponentially weighted share of rounds: {@code e <- (1 - a) e
 * + a x} with x = 1 in a round with evidence, 0 in one without, and a = 1/4. A worker with e above
 * 1/2 is distrusted: three consecutive rounds with evidence cause that, three without undo it.
 *
 * <p>Evidence is a message that no honest worker sends, or a gradient more than twice as far from
 * the aggregate as the median of the round. Dampening shortens a gradient and its distance, so
 * distances are compared without it, as {@code distance / dampening}. A dampened gradient is also
 * nearer to the origin, so it must in addition be more than twice as far away as the origin. For a
 * gradient that a filter refused but that still counts, no dampening is known: it counts as
 * dampened, and its distance is used unchanged.
 *
 * <p>Exclusion by the rule is not evidence, because Krum excludes honest gradients too; but if a
 * filter refuses nearly all of a worker's gradients, that is evidence, see {@link FilterVerdicts}.
 * The trust of an absent worker does not change. Trust affects no decision; it informs the
 * operator.
 */
public final class TrustLedger {
    private static final String KIND = "trust";
    private static final double NEWEST = 0.25;
    private static final double DISTRUSTED = 0.5;
    private static final double FAR = 2;

    /** From here on only the magnitude tells something. */
    private static final double MANY = 1e6;

    /** Distances below this share of the aggregate's norm are rounding, not evidence. */
    private static final double ROUNDING = 1e-6;

    private final double[] evidence;
    private final String[] reasons;
    private final boolean[] faulty;
    private final FilterVerdicts verdicts;

    /**
     * @param n workers
     */
    public TrustLedger(int n) {
        evidence = new double[n];
        reasons = new String[n];
        faulty = new boolean[n];
        verdicts = new FilterVerdicts(n);
    }

    /** A gradient of the worker was accepted. */
    public void accepted(int worker) {
        verdicts.accepted(worker);
    }

    /**
     * A call of the worker was refused.
     *
     * @param isFault whether no honest worker sends this; counted once per round
     */
    public void refused(int worker, Refusal reason, boolean isFault) {
        verdicts.refused(worker, reason);
        if (isFault) {
            faulty[worker] = true;
            reasons[worker] = FilterVerdicts.text(reason);
        }
    }

    /** Updates the evidence at the end of a round. */
    public void roundClosed(List<GradientReport> reports, double aggregateNorm) {
        double median = medianDistance(reports);
        for (GradientReport report : reports) {
            int worker = report.worker();
            Optional<String> far = outlier(report, median, aggregateNorm);
            far.ifPresent(reason -> reasons[worker] = reason);
            if (!faulty[worker]) {
                weigh(worker, far.isPresent() ? 1 : 0);
            }
        }
        for (int worker = 0; worker < faulty.length; worker++) {
            if (faulty[worker]) {
                weigh(worker, 1);
            }
        }
        Arrays.fill(faulty, false);
    }

    /** The distrusted workers, each with a description of the latest evidence. */
    public SortedMap<Integer, String> distrusted() {
        var distrusted = new TreeMap<Integer, String>();
        for (int worker = 0; worker < evidence.length; worker++) {
            Optional<String> refused = verdicts.evidence(worker);
            if (evidence[worker] > DISTRUSTED) {
                distrusted.put(worker, reasons[worker]);
            } else if (refused.isPresent()) {
                distrusted.put(worker, refused.get());
            }
        }
        return distrusted;
    }

    private void weigh(int worker, double x) {
        evidence[worker] = (1 - NEWEST) * evidence[worker] + NEWEST * x;
    }

    private static Optional<String> outlier(GradientReport report, double median, double norm) {
        double distance = report.distance();
        double whole = undampened(report);
        boolean isDampened = report.dampening() < 1;
        if (!(whole > FAR * median)
                || distance <= ROUNDING * norm
                || isDampened && distance <= FAR * norm) {
            return Optional.empty();
        }
        double times = whole / median;
        String format = times < MANY ? "distance %.1f x the median" : "distance %.1e x the median";
        return Optional.of(Text.of(format, times));
    }

    /** The distance beyond which a gradient that is not dampened is evidence. */
    static double farthest(List<GradientReport> reports) {
        return FAR * medianDistance(reports);
    }

    private static double undampened(GradientReport report) {
        double dampening = report.dampening() > 0 ? report.dampening() : 1;
        return report.distance() / dampening;
    }

    private static double medianDistance(List<GradientReport> reports) {
        double[] distances =
                reports.stream().mapToDouble(TrustLedger::undampened).sorted().toArray();
        return distances.length == 0 ? 0 : distances[(distances.length - 1) / 2];
    }

    /** This as a snapshot. */
    public Snapshot snapshot() {
        List<Snapshot> parts = new ArrayList<>();
        for (int worker = 0; worker < evidence.length; worker++) {
            if (reasons[worker] != null) {
                parts.add(
                        Snapshot.of("reason")
                                .with("worker", (long) worker)
                                .with("text", reasons[worker])
                                .with("faulty", faulty[worker] ? 1L : 0L)
                                .build());
            }
        }
        return Snapshot.of(KIND)
                .with("evidence", evidence)
                .with("reasons", parts)
                .with("verdicts", verdicts.snapshot())
                .build();
    }

    /**
     * Replaces the evidence of a new ledger by that in a snapshot.
     *
     * @throws IllegalArgumentException naming the field that does not fit
     */
    public void restore(Snapshot snapshot) {
        int n = evidence.length;
        snapshot.expecting(KIND).holding("evidence", "reasons", "verdicts");
        System.arraycopy(snapshot.reals("evidence", n), 0, evidence, 0, n);
        for (Snapshot part : snapshot.parts("reasons")) {
            int worker = (int) part.whole("worker", 0, n - 1);
            reasons[worker] = part.text("text");
            faulty[worker] = part.whole("faulty", 0, 1) == 1;
        }
        verdicts.restore(snapshot.part("verdicts"));
    }
}
