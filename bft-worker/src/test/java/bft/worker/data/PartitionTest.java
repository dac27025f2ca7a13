package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PartitionTest {
    @Test
    void contiguousCutsBlocksInOrder() {
        assertThat(Partition.of("contiguous").indices(1, 3, new int[7], 0)).containsExactly(2, 3);
        assertThat(Partition.of("contiguous").indices(2, 3, new int[7], 0))
                .containsExactly(4, 5, 6);
    }

    @Test
    void roundRobinDealsLikeCards() {
        assertThat(Partition.of("round-robin").indices(0, 3, new int[7], 0))
                .containsExactly(0, 3, 6);
        assertThat(Partition.of("round-robin").indices(2, 3, new int[7], 0)).containsExactly(2, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"contiguous", "round-robin", "random", "overlapping:share=0"})
    void disjointSharesHoldEachRowOnceAndDifferByOneAtMost(String spec) {
        int workers = 7;
        int[][] shares = shares(spec, workers, 1003);
        int[] all = Arrays.stream(shares).flatMapToInt(Arrays::stream).sorted().toArray();
        assertThat(all).containsExactly(IntStream.range(0, 1003).toArray());
        assertThat(Arrays.stream(shares))
                .allMatch(share -> share.length == 143 || share.length == 144);
    }

    @Test
    void randomDependsOnTheSeed() {
        Partition random = Partition.of("random");
        assertThat(random.indices(0, 4, new int[100], 1))
                .isEqualTo(random.indices(0, 4, new int[100], 1));
        assertThat(random.indices(0, 4, new int[100], 1))
                .isNotEqualTo(random.indices(0, 4, new int[100], 2));
    }

    @Test
    void overlappingExchangesExactlyTheShareForRowsOfOthers() {
        int[] own = Partition.of("random").indices(3, 10, new int[1000], 5);
        int[] mixed = Partition.of("overlapping:share=0.3").indices(3, 10, new int[1000], 5);
        assertThat(mixed).hasSize(100).doesNotHaveDuplicates();
        assertThat(Arrays.stream(mixed).filter(row -> contains(own, row)).count()).isEqualTo(70);
    }

    @Test
    void overlappingWithShareOneSeesOnlyRowsOfOthers() {
        int[] own = Partition.of("random").indices(0, 2, new int[11], 5);
        int[] mixed = Partition.of("overlapping:share=1").indices(0, 2, new int[11], 5);
        assertThat(own).hasSize(5);
        assertThat(mixed).hasSize(5).doesNotContain(own);
    }

    @Test
    void overlappingAloneKeepsItsRows() {
        assertThat(Partition.of("overlapping").indices(0, 1, new int[20], 5)).hasSize(20);
    }

    @Test
    void replicatedGivesEachWorkerAllRows() {
        for (int[] share : shares("replicated", 3, 20)) {
            assertThat(share).containsExactly(IntStream.range(0, 20).toArray());
        }
    }

    @Test
    void survivesAProductOfWorkersAndRowsBeyondAnInt() {
        int[] last = Partition.of("contiguous").indices(49_999, 50_000, new int[100_000], 0);
        assertThat(last).containsExactly(99_998, 99_999);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Random",
                "overlapping:",
                "overlapping:share=1.5",
                "overlapping:share=-0.1",
                "overlapping:share=NaN",
                "overlapping:share=x",
                "by-class:classes=0",
                "by-class:classes=1.5",
                "by-class:share=1",
                "replicated:among=2",
                "shards:each=0",
                "dirichlet:alpha=0",
                "dirichlet:alpha=-1",
                "dirichlet:alpha=1e7",
                "dirichlet:gamma=1",
                "similarity:gamma=1.1",
                "similarity:gamma=-0.1",
                "similarity:alpha=1",
                "random:among=0",
                "random:between=3"
            })
    void refusesWhatItDoesNotKnow(String spec) {
        assertThatIllegalArgumentException().isThrownBy(() -> Partition.of(spec));
    }

    @Test
    void saysWhatThereIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partition.of("fair"))
                .withMessageContaining("no partition 'fair'; there are contiguous,");
    }

    @Test
    void refusesMoreWorkersThanRowsAndWorkersOutOfRange() {
        Partition partition = Partition.of("random");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> partition.indices(0, 11, new int[10], 0))
                .withMessage("workers must be in 1..10 (the rows), got 11");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> partition.indices(4, 4, new int[10], 0))
                .withMessage("worker must be in 0..3, got 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> partition.indices(-1, 4, new int[10], 0));
    }

    private static int[][] shares(String spec, int workers, int count) {
        return IntStream.range(0, workers)
                .mapToObj(worker -> Partition.of(spec).indices(worker, workers, new int[count], 9))
                .toArray(int[][]::new);
    }

    private static boolean contains(int[] rows, int row) {
        return Arrays.stream(rows).anyMatch(other -> other == row);
    }
}
