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

    private static Set<Integer> distrusted(double dampening, double norm, double... distances) {
        var ledger = new TrustLedger(distances.length);
        for (int round = 0; round < ROUNDS; round++) {
            ledger.roundClosed(reports(dampening, distances), norm);
        }
        return ledger.distrusted().keySet();
    }

    private static List<WorkerReport> reports(double dampening, double... distances) {
        return IntStream.range(0, distances.length)
                .mapToObj(
                        k ->
                                new WorkerReport(
                                        k, 1, 0, distances[k], 0, dampening, Optional.empty()))
                .toList();
    }
}
