package bft.experiments.simulation;

import static bft.server.config.ServerSettings.START_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import bft.aggregation.Seeds;
import bft.experiments.run.RunConfig;
import bft.experiments.run.RunSettings;
import bft.server.config.ServerOptions;
import bft.server.core.JobEnd;
import bft.server.metrics.RoundRecord;
import bft.server.optimiser.ParameterLayout;
import bft.worker.training.Draw;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random speeds, delays, losses, crashes, pauses, partitions and misbehaviours; invariants after
 * every step. One schedule again: {@code -Dbft.schedule=SEED}.
 */
class FaultScheduleSimulationTest {
    private static final int N = 7;
    private static final int F = 2;
    private static final int D = 4;
    private static final long ROUNDS = 8;
    private static final long SECOND = 1_000_000_000;

    private static final List<String> BEHAVIOURS =
            List.of(
                    "none",
                    "silent:after=2",
                    "slow:seconds=9",
                    "stale:models=3",
                    "replay:models=2",
                    "duplicate:copies=3",
                    "flood:messages=9,every=0.1",
                    "burst:good=2,bad=2",
                    "constant",
                    "creep",
                    "come-and-go:models=2,seconds=3");

    /** With n-f honest workers alive, this long without a step is a failure. */
    private static final double SECONDS_WITHOUT_STEP = 300;

    private static LongStream seeds(int schedules) {
        Long chosen = Long.getLong("bft.schedule");
        return chosen == null ? LongStream.range(0, schedules) : LongStream.of(chosen);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bsp         | trimmed-mean         |                                   | 1000",
                "backup:b=2  | median               |                                   | 1000",
                "bundled:m=5 | trimmed-mean         | dynsgd                            | 1000",
                "async       | nnm,geometric-median | kardam                            | 1000",
                "ssp:s=2     | nnm,geometric-median | kardam                            | 1000",
                "async       | median               | basgd                             |  200",
                "async       | mean                 | none                              |  200",
                "ssp:s=0     | mean                 | none                              |  200",
            })
    void invariantsHoldOnAnySchedule(String mode, String rule, String filter, int schedules) {
        List<Executable> failures = new ArrayList<>();
        seeds(schedules)
                .forEach(
                        seed -> {
                            try {
                                new Trial(seed, mode, rule, filter).run();
                            } catch (AssertionError | RuntimeException e) {
                                failures.add(
                                        () -> {
                                            throw new AssertionError(
                                                    mode + " seed " + seed + ": " + e, e);
                                        });
                            }
                        });
        assertAll(failures.stream().limit(5));
    }

    /** A simulation with one schedule, and its invariants. */
    private static final class Trial implements SimulationObserver, WorkerGradients {
        private final Random random;
        private final boolean live;
        private final int byzantine;
        private final Simulation simulation;
        private final boolean inRounds;
        private final long[] accepted = new long[N];
        private final List<Set<Long>> counted = new ArrayList<>();
        private final Set<Integer> voters = new HashSet<>();
        private final long[] newest = new long[N];
        private long version;
        private double lastStep;

        Trial(long seed, String mode, String rule, String filter) {
            random = Seeds.random(seed);
            live = random.nextInt(4) > 0;
            byzantine = random.nextInt(F + 1);
            inRounds = !mode.startsWith("async") && !mode.startsWith("ssp");
            IntStream.range(0, N).forEach(worker -> counted.add(new HashSet<>()));
            String behaviour = BEHAVIOURS.get(random.nextInt(BEHAVIOURS.size()));
            boolean drawn = !mode.startsWith("b") && live && random.nextInt(5) == 0;
            RunConfig config =
                    RunConfig.of(
                                    "mode=" + mode,
                                    "rule=" + rule,
                                    "workers=" + N,
                                    "byzantine=" + F,
                                    "attackers=" + byzantine,
                                    "behaviour=" + behaviour,
                                    "rounds=" + ROUNDS,
                                    "grace=1s",
                                    "round-timeout=1h",
                                    "seed=" + seed)
                            .with(drawn ? new String[] {"staleness=d1"} : conditions());
            if (filter != null) {
                config = config.with("filter=" + filter);
            }
            var job =
                    ServerOptions.job(
                            config.values().with(START_TIMEOUT, "1h"), ParameterLayout.WHOLE);
            simulation = new Simulation(config, job, new float[D], this, this);
        }

        private String[] conditions() {
            String[] speeds = {
                "1", "exponential:mean=1", "log-normal:median=1,sigma=1", "exponential:factors=9/1"
            };
            String[] delays = {"0", "0.1", "exponential:mean=0.2"};
            String[] steps = {"0", "0.3", "exponential:mean=1"};
            return new String[] {
                "compute=" + speeds[random.nextInt(speeds.length)],
                "delay=" + delays[random.nextInt(delays.length)],
                "step=" + steps[random.nextInt(steps.length)],
                "loss=" + (random.nextBoolean() ? 0 : 0.2 * random.nextDouble()),
                "faults=" + faults()
            };
        }

        /** Where progress is due, on as many honest workers as f leaves; else on anybody. */
        private String faults() {
            int victims = live ? F - byzantine : N;
            if (victims == 0) {
                return RunSettings.NONE;
            }
            String[] kinds = {"crash", "pause", "partition"};
            return IntStream.range(0, 1 + random.nextInt(5))
                    .mapToObj(
                            k ->
                                    "%s:workers=%d,at=%s%s"
                                            .formatted(
                                                    kinds[random.nextInt(kinds.length)],
                                                    random.nextInt(victims),
                                                    20 * random.nextDouble(),
                                                    random.nextInt(3) == 0
                                                            ? ""
                                                            : ",for=" + (1 + random.nextInt(9))))
                    .collect(Collectors.joining(","));
        }

        private void run() {
            JobEnd end = simulation.run();
            for (int worker = 0; worker < N; worker++) {
                assertThat(accepted[worker])
                        .as("gradients of worker %d that count", worker)
                        .isEqualTo(counted.get(worker).size());
            }
            if (live) {
                assertThat(end.isFinished()).as(end.message()).isTrue();
                assertThat(version).isEqualTo(ROUNDS);
            }
        }

        private static void check(boolean holds, String claim) {
            if (!holds) {
                throw new AssertionError(claim);
            }
        }

        @Override
        public void accepted(int worker, long staleness, double weight) {
            accepted[worker]++;
            check(staleness >= 0, "staleness is not negative");
            check(!inRounds || voters.add(worker), "one vote a worker");
        }

        @Override
        public void answered(int worker, long sequence, Verdict verdict) {
            if (verdict instanceof Accepted) {
                counted.get(worker).add(sequence);
            }
        }

        @Override
        public void roundClosed(RoundRecord round) {
            check(round.round() == version, "versions go forward");
            check(round.version() == version + 1, "versions go forward by one");
            Set<Integer> present = new HashSet<>(round.present());
            check(present.size() == round.present().size(), "one row a worker");
            version = round.version();
            check(!inRounds || voters.equals(present), "rows are those that were accepted");
            voters.clear();
            double seconds = simulation.now() / 1e9;
            check(!live || seconds - lastStep < SECONDS_WITHOUT_STEP, "progress");
            lastStep = seconds;
        }

        /** A step towards (1, ..., 1), with noise that depends on worker and draw. */
        @Override
        public float[] honest(int worker, Draw draw, float[] parameters) {
            assertThat(draw.number())
                    .as("version at worker %d", worker)
                    .isGreaterThanOrEqualTo(newest[worker]);
            newest[worker] = draw.number();
            Random noise = Seeds.random(worker, draw.number());
            float[] gradient = new float[D];
            for (int k = 0; k < D; k++) {
                gradient[k] = (float) (parameters[k] - 1 + 0.1 * noise.nextGaussian());
            }
            return gradient;
        }

        @Override
        public float[] forged(int worker, Draw draw, float[] parameters) {
            float[] gradient = honest(worker, draw, parameters);
            for (int k = 0; k < D; k++) {
                gradient[k] *= -10;
            }
            return gradient;
        }
    }
}
