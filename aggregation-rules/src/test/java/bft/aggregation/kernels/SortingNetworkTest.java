package bft.aggregation.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortingNetworkTest {
    private static int[] run(SortingNetwork network, int[] values) {
        int[] sorted = values.clone();
        for (int c = 0; c < network.length(); c++) {
            int low = Math.min(sorted[network.low(c)], sorted[network.high(c)]);
            int high = Math.max(sorted[network.low(c)], sorted[network.high(c)]);
            if (network.needsLow(c)) {
                sorted[network.low(c)] = low;
            }
            if (network.needsBoth(c) || !network.needsLow(c)) {
                sorted[network.high(c)] = high;
            }
        }
        return sorted;
    }

    /** The zero-one principle: a network that sorts all 2^n zeros and ones sorts everything. */
    @Test
    void sortsEverySequenceOfZerosAndOnesUpToFourteen() {
        for (int n = 1; n <= 14; n++) {
            SortingNetwork full = SortingNetwork.full(n);
            for (int bits = 0; bits < 1 << n; bits++) {
                int set = bits;
                var values = new int[n];
                Arrays.setAll(values, i -> set >> i & 1);
                assertThat(run(full, values)).isSorted();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 20, 50, 100, 255, 256, 700})
    void prunedNetworksBringTheWantedRanksTogether(int n) {
        long seed = 1000 + n;
        var random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            int low = random.nextInt(n);
            int high = low + 1 + random.nextInt(n - low);
            int[] values = random.ints(n, 0, round < 10 ? 5 : 1_000_000).toArray();
            int[] found = run(SortingNetwork.forSum(n, low, high), values);
            int[] expected = values.clone();
            Arrays.sort(expected);
            int[] wanted = Arrays.copyOfRange(found, low, high);
            Arrays.sort(wanted);
            assertThat(wanted)
                    .as("seed %d, n %d, ranks %d to %d", seed, n, low, high)
                    .containsExactly(Arrays.copyOfRange(expected, low, high));
        }
    }

    @Test
    void leavesOutWhatNobodyReads() {
        assertThat(SortingNetwork.forSum(9, 0, 9).length()).isZero();
        assertThat(SortingNetwork.forSum(2, 0, 1).length()).isEqualTo(1);
        assertThat(SortingNetwork.forSum(50, 24, 26).length())
                .isLessThan(SortingNetwork.full(50).length());
    }
}
