package bft.server.core;

import static bft.server.core.Simulated.SECOND;
import static bft.server.core.Simulated.settings;
import static org.assertj.core.api.Assertions.assertThat;

import bft.server.metrics.RoundRecord;
import bft.worker.verdict.Verdict;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Honest workers that do as workers do, one for each that may be Byzantine that does anything at
 * all, steps that take their time: every mode comes to its last version, whatever the schedule.
 */
class ModesSimulationTest {
    private static final int SCHEDULES = 40;
    private static final int VERSIONS = 12;
    private static final int MAX_EVENTS = 100_000;

    @ParameterizedTest
    @CsvSource({
        "bsp,           median,            ",
        "backup:b=2,    median,            ",
        "backup:b=3,    median,            ",
        "bundled:m=5,   median,            ",
        "bundled:m=6,   trimmed-mean,      dynsgd",
        "async,         median,            none",
        "async,         median,            none:bundle=6",
        "async,         median,            dynsgd",
        "async,         median,            kardam",
        "async,         median,            'kardam:candidate=server,frequency=on'",
        "async,         median,            votes",
        "async,         median,            basgd",
        "async,         median,            basgd:buffers=8",
        "async,         median,            ctma",
        "ssp:s=0,       median,            none",
        "ssp:s=0,       median,            kardam",
        "ssp:s=0,       median,            votes",
        "ssp:s=1,       median,            none:bundle=6",
        "ssp:s=2,       median,            basgd",
        "ssp:s=3,       median,            kardam",
    })
    void comesToItsLastVersionOnAnySchedule(String mode, String rule, String filter) {
        for (long seed = 0; seed < SCHEDULES; seed++) {
            try {
                new Cluster(settings(mode, rule, Optional.ofNullable(filter), 8, 2, VERSIONS), seed)
                        .run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("mode " + mode + ", seed " + seed + ": " + e, e);
            }
        }
    }

    /** What an honest worker is doing. */
    private enum Doing {
        WAITING,
        COMPUTING,
        PUSHING
    }

    private static final class Cluster {
        private final JobSettings settings;
        private final Random random;
        private final Simulated s;
        private final int n;
        private final int honest;
        private final int slow;
        private final Doing[] doing;
        private final long[] base;
        private final Set<float[]> out = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Set<String> counted = new HashSet<>();
        private int releasesSeen;
        private int answersSeen;
        private int recordsSeen;

        Cluster(JobSettings settings, long seed) {
            this.settings = settings;
            random = new Random(seed);
            n = settings.n();
            honest = n - settings.f();
            slow = random.nextInt(honest);
            s = Simulated.stepwise(settings, 3);
            doing = new Doing[honest];
            Arrays.fill(doing, Doing.WAITING);
            base = new long[n];
            Arrays.fill(base, -1);
        }

        void run() {
            int events = 0;
            while (s.job.end().isEmpty() && events++ < MAX_EVENTS) {
                anyEvent();
                check();
            }
            assertThat(s.job.end()).as("after %d events", events).isPresent();
            assertThat(s.job.end().get().message()).isEmpty();
            assertThat(s.job.end().orElseThrow().isFinished()).isTrue();
            assertThat(out).as("rows that nobody gave back").isEmpty();
        }

        private void anyEvent() {
            int worker = random.nextInt(honest);
            switch (random.nextInt(6)) {
                case 0 -> misbehave(honest + random.nextInt(n - honest));
                case 1 -> aggregate();
                case 2 -> start(worker);
                case 3 -> finish(worker);
                case 4 -> reconnect(worker);
                default -> passOrIdle();
            }
        }

        private void aggregate() {
            if (s.isAggregating()) {
                s.aggregateNow();
            }
        }

        private boolean canStart(int worker) {
            return doing[worker] == Doing.WAITING
                    && s.job.model().version() > base[worker]
                    && s.job.mayStart(worker);
        }

        private void start(int worker) {
            if (canStart(worker)) {
                base[worker] = s.job.model().version();
                doing[worker] = Doing.COMPUTING;
            }
        }

        private void finish(int worker) {
            boolean isDone = worker >= slow || random.nextInt(20) == 0;
            if (doing[worker] == Doing.COMPUTING && isDone) {
                doing[worker] = Doing.PUSHING;
                send(worker, base[worker], any()).ifPresent(verdict -> told(worker));
            }
        }

        private void told(int worker) {
            if (worker < honest) {
                doing[worker] = Doing.WAITING;
            }
        }

        private void reconnect(int worker) {
            s.job.disconnected(worker, s.now);
            s.job.connected(worker, s.now);
        }

        /** Time is what is waited for only if nobody has anything to do. */
        private void passOrIdle() {
            boolean busy = s.isAggregating();
            for (int worker = 0; worker < honest; worker++) {
                busy |= doing[worker] == Doing.COMPUTING || canStart(worker);
            }
            s.pass(busy ? random.nextInt(20) * SECOND / 1000 : 4 * SECOND);
        }

        private void misbehave(int worker) {
            long newest = s.job.model().version();
            switch (random.nextInt(7)) {
                case 0 -> s.job.connected(worker, s.now);
                case 1 -> s.job.disconnected(worker, s.now);
                case 2 -> send(worker, newest, new float[] {Float.NaN, 0, 0});
                case 3 -> send(worker, newest + random.nextInt(4) - 2, any());
                case 4 -> send(worker, newest, new float[] {1e30f, -1e30f, 0});
                case 5 -> flood(worker);
                default -> {}
            }
        }

        private void flood(int worker) {
            for (int push = 0; push < 5 && s.job.end().isEmpty(); push++) {
                send(worker, s.job.model().version(), new float[3]);
            }
        }

        private float[] any() {
            return new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat()};
        }

        private Optional<Verdict> send(int worker, long from, float[] gradient) {
            out.add(gradient);
            return s.send(worker, from, gradient);
        }

        private void check() {
            for (; answersSeen < s.answers.size(); answersSeen++) {
                Simulated.Answer answer = s.answers.get(answersSeen);
                assertThat(counted.add(answer.worker() + "/" + answer.sequence())).isTrue();
                told(answer.worker());
            }
            for (; releasesSeen < s.released.size(); releasesSeen++) {
                assertThat(out.remove(s.released.get(releasesSeen))).as("given back").isTrue();
            }
            assertThat(out.size()).isLessThanOrEqualTo(2 * n);
            for (; recordsSeen < s.records.size(); recordsSeen++) {
                check(s.records.get(recordsSeen));
            }
        }

        private void check(RoundRecord record) {
            assertThat(record.round()).isEqualTo(recordsSeen);
            assertThat(record.present()).isSorted();
            if (!settings.synchrony().isAsynchronous()) {
                assertThat(record.present())
                        .hasSizeBetween(settings.synchrony().quorum(), settings.synchrony().full())
                        .doesNotHaveDuplicates();
            }
            record.workers()
                    .forEach(
                            row ->
                                    assertThat(row.staleness())
                                            .isBetween(0L, settings.synchrony().maxStaleness()));
        }
    }
}
