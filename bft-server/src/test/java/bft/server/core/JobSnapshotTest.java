package bft.server.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.aggregation.rules.Rules;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.SnapshotFormat;
import bft.aggregation.state.SnapshotLimits;
import bft.server.membership.MembershipRules;
import bft.server.membership.Quarantine;
import bft.server.optimiser.Optimisers;
import bft.server.optimiser.ParameterLayout;
import bft.server.optimiser.Schedule;
import bft.server.synchrony.Modes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random jobs are cut at random events: saved, written, read and gone on with. All that follows has
 * to be the same to the bit as without the cut.
 */
class JobSnapshotTest {
    private static final int RUNS = 600;
    private static final int EVENTS = 150;
    private static final int D = 5;
    private static final SnapshotLimits LIMITS = new SnapshotLimits(D, 100_000, 12, 1 << 24);
    private static final List<String> ROUND_MODES =
            List.of("bsp", "bsp", "backup:b=1", "bundled:m=3", "bundled:m=4");
    private static final List<String> STREAM_MODES =
            List.of("async", "async", "ssp:s=1", "ssp:s=3");
    private static final List<String> RULES =
            List.of(
                    "mean",
                    "median",
                    "krum",
                    "multi-krum",
                    "trimmed-mean",
                    "foolsgold",
                    "history:beta=0.5,median",
                    "history:beta=0.9,multi-krum",
                    "centered-clipping",
                    "geometric-median",
                    "bucketing,median",
                    "nnm,trimmed-mean",
                    "mda",
                    "finite-mean");
    private static final List<String> STREAM_FILTERS =
            List.of(
                    "kardam",
                    "kardam:votes=off",
                    "kardam:votes=off,attempts=2",
                    "kardam:votes=off,frequency=off",
                    "votes",
                    "dynsgd",
                    "basgd",
                    "basgd:buffers=4",
                    "zeno++:root=0",
                    "none");
    private static final List<String> OPTIMISERS =
            List.of(
                    "sgd",
                    "momentum",
                    "nesterov:beta=0.5",
                    "adam",
                    "lamb",
                    "shampoo:every=3",
                    "sign:beta=0.5");
    private static final ParameterLayout LAYOUT = ParameterLayout.parse("2x2,1");

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    /** Settings that fit together: others are drawn again. */
    private static JobSettings settings(Random random) {
        while (true) {
            try {
                return drawn(random);
            } catch (IllegalArgumentException e) {
                continue;
            }
        }
    }

    private static JobSettings drawn(Random random) {
        int n = 4 + random.nextInt(6);
        int f = random.nextInt(n / 3 + 1);
        boolean streams = random.nextBoolean();
        String mode = any(streams ? STREAM_MODES : ROUND_MODES, random);
        Optional<String> filter =
                streams
                        ? Optional.of(any(STREAM_FILTERS, random))
                        : Optional.of("dynsgd").filter(name -> mode.startsWith("bundled"));
        Schedule rate = new Schedule.InverseTime(0.5, 0.1);
        JobSettings fixed = fixed(n, f, mode, filter, rate, random);
        int least = f + 1 + random.nextInt(n - f);
        var membership =
                new MembershipRules(
                        any(List.of(Quarantine.OFF, new Quarantine(2, 500)), random),
                        random.nextInt(3) == 0 ? OptionalInt.of(least) : OptionalInt.empty(),
                        random.nextBoolean());
        return fixed.with(membership);
    }

    private static JobSettings fixed(
            int n, int f, String mode, Optional<String> filter, Schedule rate, Random random) {
        return new JobSettings(
                n,
                Rules.of(any(RULES, random), f),
                Modes.of(mode, n, f, Modes.Limits.ofGrace(50)),
                filter,
                new TrainingPlan(
                        Optimisers.of(any(OPTIMISERS, random), rate).over(LAYOUT),
                        8 + random.nextInt(20),
                        random.nextLong()),
                new Deadlines(10_000, 2_000));
    }

    private static byte[] written(Snapshot snapshot) throws IOException {
        var bytes = new ByteArrayOutputStream();
        SnapshotFormat.write(snapshot, Channels.newChannel(bytes));
        return bytes.toByteArray();
    }

    private static Snapshot read(byte[] bytes) throws IOException {
        return SnapshotFormat.read(Channels.newChannel(new ByteArrayInputStream(bytes)), LIMITS);
    }

    /** Runs a job with events of a seed, and cuts it before some of them. */
    private static List<String> run(long seed, List<Integer> cuts) throws IOException {
        var random = new Random(seed);
        var run = new RandomRun(settings(random), D, random);
        List<Snapshot> taken = new ArrayList<>();
        List<byte[]> files = new ArrayList<>();
        for (int event = 0; event < EVENTS; event++) {
            if (cuts.contains(event) && !run.hasEnded()) {
                Snapshot snapshot = run.snapshot();
                taken.add(snapshot);
                files.add(written(snapshot));
                run.goOnFrom(read(files.get(files.size() - 1)));
            }
            run.event();
        }
        for (int i = 0; i < taken.size(); i++) {
            assertThat(written(taken.get(i)))
                    .as("what was saved has not changed since, seed " + seed)
                    .isEqualTo(files.get(i));
        }
        return run.log();
    }

    /** Shows the first difference only: a log is long. */
    private static void assertSame(List<String> whole, List<String> cut, String which) {
        for (int i = 0; i < Math.min(whole.size(), cut.size()); i++) {
            assertThat(cut.get(i)).as(which + ", line " + i).isEqualTo(whole.get(i));
        }
        assertThat(cut).as(which).hasSameSizeAs(whole);
    }

    @Test
    void whateverFollowsACutIsTheSameToTheBit() throws IOException {
        long versions = 0;
        for (long seed = 0; seed < RUNS; seed++) {
            var random = new Random(~seed);
            List<String> whole = run(seed, List.of());
            List<Integer> cuts = random.ints(3, 0, EVENTS).boxed().toList();
            assertSame(whole, run(seed, cuts), "seed " + seed + ", cut at " + cuts);
            versions += whole.stream().filter(line -> line.startsWith("published")).count();
        }
        assertThat(versions).as("versions that the runs have made").isGreaterThan(3L * RUNS);
    }

    @Test
    void aSnapshotOfOtherSettingsIsRefusedByField() throws IOException {
        var seen = new ArrayList<String>();
        for (long seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var run = new RandomRun(settings(random), D, random);
            for (int event = 0; event < 40; event++) {
                run.event();
            }
            Snapshot snapshot = run.snapshot();
            JobSettings other = settings(random);
            if (other.n() != run.settings().n()) {
                assertThatIllegalArgumentException()
                        .as("seed " + seed)
                        .isThrownBy(() -> Job.restored(other, snapshot, D, run, List.of(), 0))
                        .withMessageMatching(".*(need|no reason|has).*")
                        .satisfies(e -> seen.add(e.getMessage()));
            }
        }
        assertThat(seen).isNotEmpty();
    }

    @Test
    void aSnapshotOfAnotherDimensionIsRefused() throws IOException {
        var random = new Random(5);
        var run = new RandomRun(settings(random), D, random);
        run.event();
        Snapshot snapshot = run.snapshot();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Job.restored(run.settings(), snapshot, D + 1, run, List.of(), 0))
                .withMessageContaining("need " + (D + 1));
    }
}
