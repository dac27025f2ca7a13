package bft.experiments.benchmark;

import bft.aggregation.kernels.Kernels;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The loops over coordinates, by one thread on one column tile that stays in the cache, in two
 * processes with the options that {@code bft} gives to java. To run, from the directory of the
 * project, after {@code mvn -DskipTests package}:
 *
 * <pre>{@code
 * java -cp 'experiments/target/classes:experiments/target/lib/*' org.openjdk.jmh.Main KernelBenchmark
 * }</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "-XX:ObjectAlignmentInBytes=64",
            "-XX:+UseSerialGC"
        })
public class KernelBenchmark {
    @Param({"best", "plain"})
    public String kernels;

    @Param({"10", "50"})
    public int n;

    @Param("1024")
    public int width;

    private Kernels set;
    private float[][] rows;
    private float[] weights;
    private float[] out;

    @Setup
    public void prepare() {
        set = kernels.equals("plain") ? Kernels.plain() : Kernels.best();
        rows = Inputs.of(n, width, 0).rows();
        weights = new float[n];
        Arrays.fill(weights, 1f / n);
        out = new float[width];
    }

    /** The mean of a tile. */
    @Benchmark
    public float[] weightedSum() {
        set.weightedSum(rows, 0, width, weights, out, 0);
        return out;
    }

    /** The distances of all rows of a tile to one of them. */
    @Benchmark
    public float squaredDistances() {
        float sum = 0;
        for (float[] row : rows) {
            sum += set.squaredDistance(row, 0, rows[0], 0, width);
        }
        return sum;
    }
}
