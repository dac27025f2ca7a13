package bft.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrustLedgerTest {
    private static final int ROUNDS = 4;

    /** Twice the median distance is 2, and worker 3 is 10 away. */
    @Test
    void distrustsWhoIsFarFromTheAggregateTimeAndAgain() {
        assertEquals(Set.of(3), distrusted(1, 5, 1, 1, 1, 10));
    }

    /** A dampened row of length 5 / 20 lies about 5 from an aggregate of length 5. */
    @Test
    void takesNoDampenedRowNearTheOriginForFar() {
        assertEquals(Set.of(), distrusted(0.05, 5, 1, 1, 1, 4.75));
    }

    @Test
    void distrustsADampenedRowBeyondTwiceTheOrigin() {
        assertEquals(Set.of(3), distrusted(0.05, 5, 1, 1, 1, 10.5));
    }

    /** Noise of length 6 that was dampened to 2 leaves the median at 2, and a whole row at 6. */
    @Test
    void takesNoWholeRowAmongDampenedOnesForFar() {
        double third = 1.0 / 3;
        assertEquals(
                Set.of(), distrusted(1, List.of(row(0, 1, 6), row(1, third, 2), row(2, third, 2))));
        assertEquals(
                Set.of(0),
                distrusted(1, List.of(row(0, 1, 13), row(1, third, 2), row(2, third, 2))));
    }

    @Test
    void comparesWhatAFilterRefusedAsItIsAndWithTheOrigin() {
        assertEquals(
                Set.of(3),
                distrusted(3, List.of(row(0, 1, 1), row(1, 1, 1), row(2, 0, 5), row(3, 0, 7))));
    }

    private static Set<Integer> distrusted(double dampening, double norm, double... distances) {
        return distrusted(norm, reports(dampening, distances));
    }

    private static Set<Integer> distrusted(double norm, List<GradientReport> reports) {
        var ledger = new TrustLedger(reports.size());
        for (int round = 0; round < ROUNDS; round++) {
            ledger.roundClosed(reports, norm);
        }
        return ledger.distrusted().keySet();
    }

    private static List<GradientReport> reports(double dampening, double... distances) {
        return IntStream.range(0, distances.length)
                .mapToObj(k -> row(k, dampening, distances[k]))
                .toList();
    }

    private static GradientReport row(int worker, double dampening, double distance) {
        return new GradientReport(
                worker, 1, 0, distance, 0, dampening, Optional.empty(), Optional.empty());
    }
}
