package bft.server.synchrony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SamplingTest {

    private static int[] workers(Sampling sampling, long version) {
        boolean[] drawn = sampling.drawn(version);
        return IntStream.range(0, drawn.length).filter(worker -> drawn[worker]).toArray();
    }

    @Test
    void drawsThatManyTheSameForASeedAndOthersForTheNextVersion() {
        var sampling = new Sampling(100, 20, 7);
        assertThat(workers(sampling, 3)).hasSize(20).isEqualTo(workers(sampling, 3));
        assertThat(workers(sampling, 4)).hasSize(20).isNotEqualTo(workers(sampling, 3));
        assertThat(workers(new Sampling(100, 20, 8), 3)).isNotEqualTo(workers(sampling, 3));
    }

    /** 2,000 draws of 3 of 10: each worker 600 times, with a standard deviation of 20.5. */
    @Test
    void drawsEveryWorkerAlike() {
        var sampling = new Sampling(10, 3, 1);
        var times = new int[10];
        for (int version = 0; version < 2_000; version++) {
            for (int worker : workers(sampling, version)) {
                times[worker]++;
            }
        }
        assertThat(IntStream.of(times).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(500, 700));
    }

    @Test
    void drawsMembersOnlyAndAllOfThemIfTheyAreFewerThanTheSample() {
        var sampling = new Sampling(10, 3, 1);
        for (int version = 0; version < 100; version++) {
            boolean[] drawn = sampling.drawn(version, worker -> worker % 2 == 1);
            assertThat(IntStream.range(0, 10).filter(worker -> drawn[worker]).boxed().toList())
                    .hasSize(3)
                    .isSubsetOf(1, 3, 5, 7, 9);
            assertThat(sampling.drawn(version, worker -> worker == 4))
                    .containsExactly(
                            false, false, false, false, true, false, false, false, false, false);
        }
    }

    @Test
    void aSampleOfAllIsAll() {
        assertThat(workers(new Sampling(4, 4, 5), 9)).containsExactly(0, 1, 2, 3);
        assertThat(new Sampling(4, 4, 5).isPartial()).isFalse();
    }

    /** 2 of 5 with 2 Byzantine: both with chance 1/10, at least one with 1 - 3/10. */
    @Test
    void theTailIsThatOfTheHypergeometricDistribution() {
        var sampling = new Sampling(5, 2, 0);
        assertThat(sampling.exceeds(2, 1)).isCloseTo(0.1, within(1e-12));
        assertThat(sampling.exceeds(2, 0)).isCloseTo(0.7, within(1e-12));
        assertThat(sampling.exceeds(2, 2)).isZero();
        assertThat(sampling.everExceeds(2, 1, 2)).isCloseTo(1 - 0.9 * 0.9, within(1e-12));
    }

    /** If all are drawn there is no chance: f of a sample are f of all. */
    @Test
    void theBoundOnAllIsFIfAllAreDrawnAndMoreIfFewAre() {
        assertThat(new Sampling(20, 20, 0).mostByzantine(5, 100)).isEqualTo(5);
        var sampling = new Sampling(100, 20, 0);
        int most = sampling.mostByzantine(5, 100);
        assertThat(sampling.everExceeds(most, 5, 100)).isLessThanOrEqualTo(0.01);
        assertThat(sampling.everExceeds(most + 1, 5, 100)).isGreaterThan(0.01);
        assertThat(sampling.bound(5, 100)).contains("20 of 100", "f=5", "with " + most + " Byz");
    }

    @Test
    void refusesASampleLargerThanAll() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sampling(4, 5, 0))
                .withMessageContaining("1 <= m <= n, got m=5, n=4");
    }
}
