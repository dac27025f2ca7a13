package bft.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.engine.Aggregator;
import bft.aggregation.kernels.Kernels;
import bft.aggregation.rules.Rules;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a call allocates once it is warm. Plain kernels, since interpreted vector operations make an
 * object of every vector.
 */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int N = 12;

    /**
     * Both are cut into the same number of units of work, so they differ only in what grows with
     * the coordinates.
     */
    private static final int FEW = 16 * 2048;

    private static final int MANY = 128 * 2048;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mean",
                "median",
                "trimmed-mean",
                "meamed",
                "krum",
                "multi-krum",
                "geometric-median",
                "centered-clipping",
                "cge",
                "mda",
                "bulyan",
                "nnm,trimmed-mean"
            })
    void doesNotGrowWithTheCoordinates(String rule) {
        long few = bytesOfCall(rule, FEW);
        long many = bytesOfCall(rule, MANY);
        assertThat(many - few).as("%d bytes, and %d for %d", few, many, MANY).isLessThan(4096);
    }

    /** The minimum over some calls, since the runtime sometimes allocates for itself. */
    private static long bytesOfCall(String rule, int d) {
        var random = new SplittableRandom(7);
        var rows = new float[N][d];
        for (float[] row : rows) {
            for (int k = 0; k < d; k++) {
                row[k] = (float) random.nextDouble();
            }
        }
        var aggregator = new Aggregator(Runnable::run, 1, Kernels.plain());
        var round = new RoundContext(1, rows[0].clone(), 7, rows[1].clone());
        var output = new float[d];
        long least = Long.MAX_VALUE;
        for (int call = 0; call < 5; call++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            aggregator.aggregate(Rules.of(rule, 2), rows, round, output);
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
