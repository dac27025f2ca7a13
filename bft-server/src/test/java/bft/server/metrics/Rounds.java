package bft.server.metrics;

import java.util.List;
import java.util.TreeMap;

/** Records of rounds for tests. */
final class Rounds {
    private Rounds() {}

    /** A round in which nobody took part. */
    static RoundRecord empty(long round) {
        return new RoundRecord(
                round,
                round + 1,
                1,
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                0,
                1,
                1,
                List.of(),
                Guarantee.UNKNOWN);
    }
}
