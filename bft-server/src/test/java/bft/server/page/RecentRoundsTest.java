package bft.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import bft.server.metrics.Guarantee;
import bft.server.metrics.RoundRecord;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecentRoundsTest {
    private final RecentRounds rounds = new RecentRounds(2);

    private void close(int from, int to) {
        for (int round = from; round < to; round++) {
            rounds.roundClosed(
                    new RoundRecord(
                            round,
                            round + 1,
                            0,
                            List.of(),
                            new TreeMap<>(),
                            new TreeMap<>(),
                            new TreeMap<>(),
                            1,
                            1,
                            1,
                            List.of(),
                            Guarantee.UNKNOWN,
                            new TreeMap<>()));
        }
    }

    private List<Long> after(RecentRounds.Seen seen) {
        return rounds.after(seen).stream().map(entry -> entry.round().round()).toList();
    }

    @Test
    void aPageGetsAllThatIsKeptAndOfLaterFastRoundsTheNewest() {
        close(0, 150);
        RecentRounds.Seen seen = rounds.seenUpTo(-1);
        assertThat(after(seen)).hasSize(100).startsWith(0L);
        seen = seen.with(rounds.after(seen));
        assertThat(after(seen)).hasSize(50).endsWith(149L);
        seen = seen.with(rounds.after(seen));
        assertThat(after(seen)).isEmpty();
        close(150, 250);
        assertThat(after(seen)).hasSize(RecentRounds.MOST_NEW).endsWith(249L);
    }

    @Test
    void onlyTheLastRoundsAreKept() {
        close(0, 2 * RecentRounds.MOST_ROUNDS);
        assertThat(after(rounds.seenUpTo(-1))).startsWith((long) RecentRounds.MOST_ROUNDS);
    }

    @Test
    void distancesAreMeasuredOnlyWhileAPageIsOpen() {
        assertThat(rounds.wantsDistances()).isFalse();
        rounds.watched(true);
        assertThat(rounds.wantsDistances()).isTrue();
        rounds.distances(0, List.of(), new double[0][]);
        rounds.watched(false);
        assertThat(rounds.wantsDistances()).isFalse();
    }
}
