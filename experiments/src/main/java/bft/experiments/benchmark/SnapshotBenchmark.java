package bft.experiments.benchmark;

import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.SnapshotFormat;
import bft.server.core.Announcement;
import bft.server.core.Deadlines;
import bft.server.core.Job;
import bft.server.core.JobSettings;
import bft.server.core.NoEffects;
import bft.server.core.StepTools;
import bft.server.core.TrainingPlan;
import bft.server.core.Work;
import bft.server.optimiser.Optimisers;
import bft.server.optimiser.Schedule;
import bft.server.synchrony.Synchrony;
import bft.worker.client.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time that a snapshot of the job's whole state takes on its thread, in the middle of a round,
 * with momentum and the gradient of one worker; and the time that another thread takes to write it.
 * To run, from the directory of the project, after {@code mvn -DskipTests package}:
 *
 * <pre>{@code
 * java -cp 'experiments/target/classes:experiments/target/lib/*' org.openjdk.jmh.Main \
 *     SnapshotBenchmark -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx3g", "-XX:+UseSerialGC"})
public class SnapshotBenchmark {
    @Param({"1000000", "60000000"})
    public int d;

    @Param({"10", "1000"})
    public int n;

    private Job job;
    private Snapshot snapshot;

    /** Computes steps at once; all other effects of the job are ignored. */
    private final class World extends NoEffects {
        private final StepTools tools = StepTools.of(Aggregator.sequential());

        @Override
        public void compute(Work work) {
            job.done(work.run(tools), 0);
        }
    }

    @Setup(Level.Trial)
    public void prepare() {
        var rate = new Schedule.Constant(0.1);
        var settings =
                new JobSettings(
                        n,
                        Rules.of("mean", n - 1),
                        Synchrony.bulkSynchronous(n, 1, 0),
                        new TrainingPlan(Optimisers.of("momentum", rate), 1_000, 1),
                        new Deadlines(1, 1));
        job = new Job(settings, new Model(0, new float[d]), new World(), List.of());
        job.start(0);
        job.connected(0, 0);
        push(1, 0);
        job.tick(0);
        push(2, job.model().version());
        snapshot = job.snapshot(0);
    }

    private void push(long sequence, long base) {
        var gradient = new float[d];
        job.pushed(new Announcement(0, sequence, base, d), gradient, -1, 0);
    }

    @Benchmark
    public Snapshot take() {
        return job.snapshot(0);
    }

    @Benchmark
    public void write() {
        try (var nowhere = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE)) {
            SnapshotFormat.write(snapshot, nowhere);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
