package bft.aggregation.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortingNetworkTest {
    private static int[] run(SortingNetwork network, int[] values) {
        int[] v = values.clone();
        for (SortingNetwork.Step step : network.steps()) {
            switch (step.kind()) {
                case EXCHANGE -> exchange(v, step.a(), step.b());
                case KEEP_LOW -> v[step.a()] = Math.min(v[step.a()], v[step.b()]);
                case KEEP_HIGH -> v[step.b()] = Math.max(v[step.a()], v[step.b()]);
                case MERGE_FOUR -> mergeFour(v, step);
                case SORT_FOUR -> {
                    exchange(v, step.a(), step.b());
                    exchange(v, step.c(), step.d());
                    mergeFour(v, step);
                }
            }
        }
        return v;
    }

    /** Moves every rank to its position. */
    static SortingNetwork full(int n) {
        return SortingNetwork.pruned(n, IntStream.rangeClosed(1, n).toArray());
    }

    private static int comparators(SortingNetwork network) {
        return Arrays.stream(network.steps())
                .mapToInt(
                        step ->
                                switch (step.kind()) {
                                    case SORT_FOUR -> 5;
                                    case MERGE_FOUR -> 3;
                                    default -> 1;
                                })
                .sum();
    }

    private static void mergeFour(int[] v, SortingNetwork.Step step) {
        exchange(v, step.a(), step.c());
        exchange(v, step.b(), step.d());
        exchange(v, step.b(), step.c());
    }

    private static void exchange(int[] v, int low, int high) {
        int smaller = Math.min(v[low], v[high]);
        v[high] = Math.max(v[low], v[high]);
        v[low] = smaller;
    }

    /** The zero-one principle: a network that sorts all 2^n zeros and ones sorts everything. */
    @Test
    void sortsEverySequenceOfZerosAndOnesUpToFourteen() {
        for (int n = 1; n <= 14; n++) {
            SortingNetwork full = full(n);
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
    void omitsStepsWithoutAReader() {
        assertThat(comparators(SortingNetwork.forSum(9, 0, 9))).isZero();
        assertThat(comparators(SortingNetwork.forSum(2, 0, 1))).isEqualTo(1);
        assertThat(comparators(full(50))).isEqualTo(403);
        assertThat(comparators(SortingNetwork.forSum(50, 24, 26))).isEqualTo(330);
    }

    @Test
    void joinsComparatorsOnFourRows() {
        assertThat(full(4).steps()).hasSize(1);
        assertThat(full(100).steps().length).isLessThan(comparators(full(100)) / 2);
    }
}
