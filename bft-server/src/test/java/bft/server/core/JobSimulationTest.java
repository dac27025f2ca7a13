package bft.server.core;

import static bft.server.core.Simulated.SECOND;
import static bft.server.core.Simulated.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import bft.server.metrics.RoundRecord;
import bft.worker.verdict.Accepted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Random schedules of joins, losses, pushes of every kind and time; invariants after each event.
 */
class JobSimulationTest {
    private static final int SCHEDULES = 500;
    private static final int EVENTS = 400;
    private static final int N = 7;
    private static final int F = 2;
    private static final int QUORUM = N - F;

    @Test
    void invariantsHoldOnAnySchedule() {
        List<Executable> failures = new ArrayList<>();
        for (long seed = 0; seed < SCHEDULES; seed++) {
            try {
                new Schedule(seed).run();
            } catch (AssertionError | RuntimeException e) {
                long failing = seed;
                failures.add(
                        () -> {
                            throw new AssertionError("seed " + failing + ": " + e, e);
                        });
            }
        }
        assertAll(failures);
    }

    @Test
    void roundsGoOnAsLongAsAQuorumIsHonestAndAlive() {
        for (long seed = 0; seed < SCHEDULES; seed++) {
            var schedule = new Schedule(seed);
            schedule.runWithHonestQuorum();
            assertThat(schedule.s.job.end().orElseThrow().isFinished()).as("seed " + seed).isTrue();
        }
    }

    @Test
    void theSameSeedGivesTheSameRecordsToTheBit() {
        var one = new Schedule(42);
        var two = new Schedule(42);
        one.runWithHonestQuorum();
        two.runWithHonestQuorum();
        assertThat(one.s.records).hasSizeGreaterThan(5).isEqualTo(two.s.records);
        assertThat(one.s.job.model().parameters()).isEqualTo(two.s.job.model().parameters());
    }

    private static final class Schedule {
        private final Random random;
        private final Simulated s;
        private final long[] sequences = new long[N];
        private final Set<String> votes = new HashSet<>();
        private final Set<float[]> out = Collections.newSetFromMap(new IdentityHashMap<>());
        private int accepted;
        private int counted;
        private int recordsSeen;
        private int releasesSeen;
        private long version;

        private Schedule(long seed) {
            random = new Random(seed);
            s = Simulated.waiting(settings("trimmed-mean", N, F, QUORUM, 20), 3);
        }

        private void run() {
            for (int event = 0; event < EVENTS && s.job.end().isEmpty(); event++) {
                anyEvent(random.nextInt(N));
                check();
            }
        }

        /** Workers 0 to N-F-1 vote in every round, the others do as they like. */
        private void runWithHonestQuorum() {
            for (int worker = 0; worker < QUORUM; worker++) {
                s.job.connected(worker, s.now);
            }
            while (s.job.end().isEmpty()) {
                anyEvent(QUORUM + random.nextInt(F));
                int worker = random.nextInt(QUORUM);
                push(worker, s.job.model().version(), honest());
                s.pass(random.nextInt(100) * SECOND / 1000);
                check();
            }
        }

        private void anyEvent(int worker) {
            long now = s.job.model().version();
            switch (random.nextInt(8)) {
                case 0 -> s.job.connected(worker, s.now);
                case 1 -> s.job.disconnected(worker, s.now);
                case 2 -> push(worker, now + random.nextInt(3) - 1, honest());
                case 3 -> push(worker, now, new float[] {Float.NaN, 0, 0});
                case 4 -> push(worker, now, new float[random.nextInt(5)]);
                case 5 -> s.pass((long) (random.nextDouble() * SECOND));
                default -> push(worker, now, honest());
            }
        }

        private float[] honest() {
            return new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat()};
        }

        private void push(int worker, long base, float[] gradient) {
            boolean again = random.nextInt(10) == 0 && sequences[worker] > 0;
            long sequence = again ? sequences[worker] : sequences[worker] + 1;
            boolean isNew = sequence > s.job.lastSequence(worker);
            sequences[worker] = sequence;
            out.add(gradient);
            long round = s.job.model().version();
            var verdict = s.pushAt(worker, base, sequence, gradient);
            if (verdict instanceof Accepted && isNew) {
                accepted++;
                assertThat(base).isEqualTo(round);
                assertThat(votes.add(worker + " in " + round)).as("one vote").isTrue();
            }
        }

        private void check() {
            assertThat(s.job.model().version()).isGreaterThanOrEqualTo(version);
            version = s.job.model().version();
            for (; recordsSeen < s.records.size(); recordsSeen++) {
                RoundRecord record = s.records.get(recordsSeen);
                List<Integer> present = record.present();
                assertThat(present).hasSizeBetween(QUORUM, N).doesNotHaveDuplicates().isSorted();
                assertThat(record.version()).isEqualTo(recordsSeen + 1L);
                counted += present.size();
            }
            assertThat(counted).isLessThanOrEqualTo(accepted);
            checkReleases();
        }

        /** Each gradient comes back once, and at most one a worker is out. */
        private void checkReleases() {
            for (; releasesSeen < s.released.size(); releasesSeen++) {
                float[] row = s.released.get(releasesSeen);
                assertThat(out.remove(row)).as("out: " + Arrays.toString(row)).isTrue();
            }
            assertThat(out.size()).isLessThanOrEqualTo(N);
            if (s.job.end().isPresent()) {
                assertThat(out).isEmpty();
            }
        }
    }
}
