package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The partitions that look at labels. */
final class LabelPartitionTest {
    private static final int CLASSES = 10;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "by-class:classes=1",
                "by-class:classes=2",
                "by-class:classes=3",
                "shards:each=1",
                "shards:each=3",
                "dirichlet:alpha=0.0001",
                "dirichlet:alpha=0.1",
                "dirichlet:alpha=100",
                "similarity:gamma=0",
                "similarity:gamma=0.33",
                "similarity:gamma=1"
            })
    void everyRowIsInExactlyOneShareAndNoShareIsEmpty(String spec) {
        for (long seed = 0; seed < 30; seed++) {
            var random = new Random(seed);
            int[] labels = labels(500 + random.nextInt(500), random);
            int workers = 10 + random.nextInt(20);
            int[][] shares = shares(spec, workers, labels, seed);
            int[] all = Arrays.stream(shares).flatMapToInt(Arrays::stream).sorted().toArray();
            assertThat(all)
                    .as("%s, seed %d", spec, seed)
                    .containsExactly(IntStream.range(0, labels.length).toArray());
            assertThat(Arrays.stream(shares))
                    .as("%s, seed %d", spec, seed)
                    .allMatch(share -> share.length > 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "1, 13", "2, 5", "2, 17", "3, 7", "10, 4"})
    void byClassGivesEachWorkerExactlyAsManyClasses(int classes, int workers) {
        for (long seed = 0; seed < 5; seed++) {
            int[] labels = labels(1000, new Random(seed));
            for (int[] share : shares("by-class:classes=" + classes, workers, labels, seed)) {
                assertThat(Arrays.stream(share).map(row -> labels[row]).distinct().count())
                        .as("seed %d", seed)
                        .isEqualTo(classes);
            }
        }
    }

    @Test
    void byClassSaysWhyItCannotShareOut() {
        int[] labels = labels(1000, new Random(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shares("by-class:classes=2", 4, labels, 1))
                .withMessage(
                        "by-class: the data have 10 classes, which 4 workers with 2 each cannot"
                                + " share out; needs classes <= 10 <= workers x classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shares("by-class:classes=11", 4, labels, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shares("by-class:classes=1", 4, new int[] {0, 0, 0, 0, 1}, 1))
                .withMessage("by-class: a class has 1 rows, too few for its 2 workers");
    }

    /** 20 shards of 10 equal classes: two shards a class, so a worker holds one class or two. */
    @Test
    void shardsAreDealtAtRandomSoThatSomeWorkersHoldOneClass() {
        int[] labels = IntStream.range(0, 1000).map(i -> i % CLASSES).toArray();
        long single = 0;
        for (long seed = 0; seed < 50; seed++) {
            for (int[] share : shares("shards:each=2", 10, labels, seed)) {
                long held = Arrays.stream(share).map(row -> labels[row]).distinct().count();
                assertThat(share).as("seed %d", seed).hasSize(100);
                assertThat(held).as("seed %d", seed).isBetween(1L, 2L);
                single += held == 1 ? 1 : 0;
            }
        }
        // A worker's second shard is of the class of its first with probability 1/19: 26 of 500.
        assertThat(single).isBetween(10L, 50L);
    }

    @Test
    void shardsSayThatThereAreTooFewRows() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shares("shards:each=3", 4, new int[11], 1))
                .withMessage(
                        "shards: 4 workers with 3 shards each need as many rows, got 11; lower"
                                + " each");
    }

    /** The expected sum of squared shares of a class is (alpha + 1) / (workers alpha + 1). */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.1, 1, 10})
    void dirichletConcentratesClassesAsAlphaSays(double alpha) {
        int workers = 10;
        double sum = 0;
        int seeds = 40;
        for (long seed = 0; seed < seeds; seed++) {
            int[] labels = IntStream.range(0, 10_000).map(i -> i % CLASSES).toArray();
            for (int[] share : shares("dirichlet:alpha=" + alpha, workers, labels, seed)) {
                for (int label = 0; label < CLASSES; label++) {
                    double part = count(share, labels, label) / (10_000.0 / CLASSES);
                    sum += part * part / CLASSES / seeds;
                }
            }
        }
        assertThat(sum).isCloseTo((alpha + 1) / (workers * alpha + 1), within(0.03));
    }

    @Test
    void similarityDealsItsShareAtRandomAndSortsTheRest() {
        int[] labels = labels(10_000, new Random(3));
        int[][] shares = shares("similarity:gamma=0.5", 10, labels, 3);
        for (int[] share : shares) {
            assertThat(share).hasSize(1000);
            int[] counts =
                    IntStream.range(0, CLASSES).map(label -> count(share, labels, label)).toArray();
            // About 50 of each class at random; the rest is of one class, or of two neighbours.
            assertThat(Arrays.stream(counts).filter(count -> count > 100).count())
                    .isBetween(1L, 3L);
            assertThat(Arrays.stream(counts).min().orElse(0)).isBetween(25, 80);
        }
    }

    @Test
    void similarityZeroGivesEachWorkerNeighbouringClasses() {
        int[] labels = labels(1000, new Random(4));
        int[][] shares = shares("similarity:gamma=0", 10, labels, 4);
        int highest = 0;
        for (int[] share : shares) {
            assertThat(Arrays.stream(share).map(row -> labels[row]).min().orElse(-1))
                    .isGreaterThanOrEqualTo(highest);
            highest = Arrays.stream(share).map(row -> labels[row]).max().orElse(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"by-class:classes=2", "shards", "dirichlet:alpha=1", "similarity:gamma=0.5"})
    void dependsOnTheSeed(String spec) {
        int[] labels = labels(1000, new Random(5));
        int[] share = Partition.of(spec).indices(3, 10, labels, 1);
        assertThat(Partition.of(spec).indices(3, 10, labels, 1)).isEqualTo(share);
        assertThat(Partition.of(spec).indices(3, 10, labels, 2)).isNotEqualTo(share);
    }

    @Test
    void amongLeavesAllRowsToTheWorkersBeyond() {
        int[] labels = labels(1000, new Random(6));
        Partition partition = Partition.of("dirichlet:alpha=0.1,among=7");
        int[] third = Partition.of("dirichlet:alpha=0.1").indices(2, 7, labels, 1);
        assertThat(partition.indices(2, 10, labels, 1)).isEqualTo(third);
        assertThat(partition.indices(7, 10, labels, 1)).hasSize(1000).doesNotHaveDuplicates();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> partition.indices(0, 6, labels, 1))
                .withMessage("among must be at most the 6 workers, got 7");
        assertThatIllegalArgumentException().isThrownBy(() -> partition.indices(10, 10, labels, 1));
    }

    @Test
    void everyWorkerHasTheCommonRowsBesidesItsOwn() {
        int[] labels = labels(1000, new Random(6));
        int[][] plain = shares("by-class:classes=2", 10, labels, 4);
        int[][] wider = shares("by-class:classes=2,common=0.05", 10, labels, 4);
        for (int worker = 0; worker < 10; worker++) {
            assertThat(wider[worker])
                    .startsWith(plain[worker])
                    .hasSizeBetween(plain[worker].length, plain[worker].length + 50)
                    .doesNotHaveDuplicates();
        }
        int[] inAll =
                IntStream.range(0, 1000)
                        .filter(row -> Arrays.stream(wider).allMatch(share -> holds(share, row)))
                        .toArray();
        assertThat(inAll).hasSize(50);
    }

    private static boolean holds(int[] share, int row) {
        return Arrays.stream(share).anyMatch(held -> held == row);
    }

    @Test
    void oneWorkerMayHaveTheShareThatItHasAmongMany() {
        int[] labels = labels(1000, new Random(6));
        Partition alone = Partition.of("dirichlet:alpha=0.1,of=100");
        int[] share = Partition.of("dirichlet:alpha=0.1").indices(0, 100, labels, 2);
        assertThat(alone.indices(0, 1, labels, 2)).isEqualTo(share);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alone.indices(0, 101, labels, 2))
                .withMessage("of must be in 101..1000 (the workers and the rows), got 100");
    }

    private static int[] labels(int count, Random random) {
        return IntStream.range(0, count)
                .map(i -> i < 100 ? i % CLASSES : random.nextInt(CLASSES))
                .toArray();
    }

    private static int[][] shares(String spec, int workers, int[] labels, long seed) {
        Partition partition = Partition.of(spec);
        return IntStream.range(0, workers)
                .mapToObj(worker -> partition.indices(worker, workers, labels, seed))
                .toArray(int[][]::new);
    }

    private static int count(int[] share, int[] labels, int label) {
        return (int) Arrays.stream(share).filter(row -> labels[row] == label).count();
    }
}
