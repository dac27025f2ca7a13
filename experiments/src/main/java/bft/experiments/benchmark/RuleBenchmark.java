package bft.experiments.benchmark;

import bft.aggregation.AggregationRule;
import bft.aggregation.engine.Aggregation;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.kernels.Kernels;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Whole aggregations, each rule in a separate process, unlike {@code bft bench rules}. To run, from
 * the directory of the project, after {@code mvn -DskipTests package}:
 *
 * <pre>{@code
 * java -cp 'experiments/target/classes:experiments/target/lib/*' org.openjdk.jmh.Main \
 *     RuleBenchmark -p rule=krum,median -p n=20 -p d=1000000 -p threads=2 -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RuleBenchmark extends ForkedBenchmark {
    @Param({"mean", "median", "krum", "multi-krum"})
    public String rule;

    @Param({"best", "plain"})
    public String kernels;

    @Param({"20", "50"})
    public int n;

    @Param({"100000", "1000000"})
    public int d;

    @Param("2")
    public int threads;

    private Inputs inputs;
    private AggregationRule admitted;
    private BenchThreads team;
    private Aggregator aggregator;
    private float[] output;

    @Setup
    public void prepare() {
        inputs = Inputs.of(n, d, 0);
        admitted = new Candidate(rule, OptionalInt.empty()).of(n);
        team = new BenchThreads(threads);
        Kernels set = kernels.equals("plain") ? Kernels.plain() : Kernels.best();
        aggregator = new Aggregator(team, threads, set);
        output = new float[d];
    }

    @TearDown
    public void release() {
        team.close();
    }

    @Benchmark
    public Aggregation aggregate() {
        return aggregator.aggregate(admitted, inputs.rows(), inputs.round(), output);
    }
}
