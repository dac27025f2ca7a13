package bft.aggregation.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.policy.AdmissionPolicy;
import bft.aggregation.admission.policy.Filters;
import bft.aggregation.state.MalformedSnapshotException;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.SnapshotFiles;
import bft.aggregation.state.SnapshotLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A policy that is stopped at any moment and restored goes on to the bit; seeds are in the text.
 */
class PolicySnapshotTest {
    private static final int RUNS = 25;
    private static final int EVENTS = 70;
    private static final int N = 7;
    private static final int F = 2;
    private static final int D = AsynchronousRun.D;

    static Stream<String> specs() {
        return Stream.of(
                "none",
                "none:bundle=3,dampening=exponential-root",
                "dynsgd",
                "dynsgd:bundle=2",
                "kardam",
                "kardam:votes=off",
                "kardam:votes=off,bundle=4,candidate=server",
                "kardam:candidate=server,frequency=on,dampening=exponential,alpha=0.1",
                "kardam:frequency=on,dampening=none",
                "votes",
                "votes:dampening=exponential",
                "basgd",
                "basgd:dampening=inverse",
                "zeno-plus-plus",
                "zeno-plus-plus:root=2,epsilon=9",
                "weighted-median",
                "weighted-rfa:iterations=8",
                "ctma",
                "ctma:lambda=0.2");
    }

    @Test
    void noRegisteredPolicyIsLeftOut() {
        assertThat(specs().map(spec -> spec.split(":")[0]).collect(Collectors.toSet()))
                .isEqualTo(
                        Filters.registry().names().stream()
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static List<String> events(AsynchronousRun run, long[] seeds, int from, int to) {
        List<String> outcomes = new ArrayList<>();
        for (int i = from; i < to; i++) {
            outcomes.add(run.next(seeds[i]));
        }
        return outcomes;
    }

    @ParameterizedTest
    @MethodSource("specs")
    void goesOnFromAnyMomentAsIfItHadNeverBeenStopped(String spec) {
        for (long seed = 0; seed < RUNS; seed++) {
            var random = new Random(seed);
            int f = random.nextInt(3);
            int n = 3 * f + 1 + random.nextInt(4);
            if (spec.contains("root=2")) {
                n = Math.max(3, n);
            }
            String where = "%s, seed %d, n=%d, f=%d".formatted(spec, seed, n, f);
            compare(where, spec, n, f, random);
        }
    }

    private static void compare(String where, String spec, int n, int f, Random random) {
        long[] seeds = random.longs(EVENTS).toArray();
        int cut = random.nextInt(EVENTS);
        int later = cut + random.nextInt(EVENTS - cut);
        var uncut = new AsynchronousRun(spec, n, f);
        var watched = new AsynchronousRun(spec, n, f);
        events(uncut, seeds, 0, cut);
        events(watched, seeds, 0, cut);
        Snapshot taken = watched.snapshot();
        byte[] bytes = SnapshotFiles.bytes(taken);
        var restored = AsynchronousRun.restored(spec, n, f, SnapshotFiles.copy(taken));
        assertThat(SnapshotFiles.bytes(restored.snapshot())).as(where).isEqualTo(bytes);

        List<String> expected = events(uncut, seeds, cut, later);
        assertThat(events(watched, seeds, cut, later)).as(where).isEqualTo(expected);
        assertThat(events(restored, seeds, cut, later)).as(where).isEqualTo(expected);
        byte[] middle = SnapshotFiles.bytes(watched.snapshot());
        assertThat(SnapshotFiles.bytes(restored.snapshot())).as(where).isEqualTo(middle);
        expected = events(uncut, seeds, later, EVENTS);
        assertThat(events(watched, seeds, later, EVENTS)).as(where).isEqualTo(expected);
        assertThat(events(restored, seeds, later, EVENTS)).as(where).isEqualTo(expected);
        byte[] end = SnapshotFiles.bytes(uncut.snapshot());
        assertThat(SnapshotFiles.bytes(watched.snapshot())).as(where).isEqualTo(end);
        assertThat(SnapshotFiles.bytes(restored.snapshot())).as(where).isEqualTo(end);
        assertThat(SnapshotFiles.bytes(taken)).as("%s, kept", where).isEqualTo(bytes);
    }

    private static AsynchronousRun some(String spec) {
        var run = new AsynchronousRun(spec, N, F);
        new Random(4).longs(40).forEach(run::next);
        return run;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kardam | 8 | 5 | lipschitz.versions has 7 values, need 8",
                "kardam | 7 | 6 | lipschitz.gradients[0] has 5 coordinates, need 6",
                "none:bundle=3 | 7 | 5 | a snapshot of 'kardam', need one of 'dampening'",
                "kardam:frequency=on | 7 | 5 | kardam.frequency is missing"
            })
    void aSnapshotOfAnotherPolicyIsRefusedAndChangesNothing(
            String spec, int n, int dimension, String message) {
        Snapshot saved = some("kardam").policy().snapshot();
        AdmissionPolicy policy = Filters.of(spec, n, F);
        byte[] before = SnapshotFiles.bytes(policy.snapshot());
        assertThatThrownBy(() -> policy.restore(saved, dimension))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThat(SnapshotFiles.bytes(policy.snapshot())).isEqualTo(before);
    }

    private static void assertRefused(String spec, String field, Object value, String message) {
        AdmissionPolicy policy = some(spec).policy();
        byte[] before = SnapshotFiles.bytes(policy.snapshot());
        Snapshot unsound = SnapshotFiles.changed(policy.snapshot(), field, value);
        assertThatThrownBy(() -> policy.restore(unsound, D))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThat(SnapshotFiles.bytes(policy.snapshot())).isEqualTo(before);
    }

    private static long[] longs(long... values) {
        return values;
    }

    @Test
    void whatContradictsItselfIsRefusedAndChangesNothing() {
        assertRefused(
                "votes",
                "filter.newest",
                -1L,
                "dampening.newest is -1, need 0 to 9223372036854775807");
        assertRefused(
                "kardam:frequency=on",
                "filter.frequency.senders",
                longs(0, 1, 7, -1),
                "frequency.senders[2] is 7, need -1 to 6");
        assertRefused(
                "kardam",
                "filter.lipschitz.coefficients",
                new double[] {1, -1, 1, 1, 1, 1, 1},
                "lipschitz: worker 1 has sent something, but coefficient -1.0,"
                        + " a gradient of 5 and a model of 5 coordinates");
        assertRefused(
                "votes",
                "buffer.done",
                longs(1, 1, 1, 1, 1, 1, 1),
                "vote-buffer.done[1] is 1, it sent 0 accepted and 0 refused");
        assertRefused(
                "votes",
                "buffer.votes.counts",
                longs(1, 1, 1, 1, 1, 1, 1),
                "votes.rows[1] has 0 coordinates, counts[1] is 1");
        assertRefused(
                "basgd",
                "buffer.buffer-of",
                longs(0, 1, 2, 3, 4, 5, 0),
                "basgd.buffer-of[5] is 5, need 0 to 4");
        assertRefused(
                "none:bundle=9",
                "buffer.senders",
                longs(7),
                "sum-buffer.senders has 1 values, need 3");
        assertRefused(
                "none:bundle=9",
                "buffer.senders",
                longs(0, 7, 0),
                "sum-buffer.senders[1] is 7, need 0 to 6");
        assertRefused(
                "none:bundle=2",
                "buffer.rows.counts",
                longs(1, 1),
                "sum-buffer.rows has counts [1, 1], need fewer than 2 of 1, then 0");
        assertRefused(
                "zeno-plus-plus:root=2",
                "filter.trusted",
                3L,
                "trusted-worker.trusted is 3, need 2 to 2");
    }

    @ParameterizedTest
    @MethodSource("specs")
    void forgedStateIsRefusedAndChangesNothingOrIsTakenWhole(String spec) throws IOException {
        AdmissionPolicy policy = some(spec).policy();
        byte[] content = SnapshotFiles.content(SnapshotFiles.bytes(policy.snapshot()));
        var limits = new SnapshotLimits(D, 100, 5, 10_000);
        var random = new Random(11);
        for (int i = 0; i < 400; i++) {
            byte[] forged = content.clone();
            forged[random.nextInt(forged.length)] = (byte) random.nextInt();
            byte[] before = SnapshotFiles.bytes(policy.snapshot());
            try {
                Snapshot read = SnapshotFiles.read(SnapshotFiles.framed(forged), limits);
                policy.restore(read, D);
            } catch (MalformedSnapshotException | IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("(?s).{10,}");
                assertThat(SnapshotFiles.bytes(policy.snapshot()))
                        .as("%s, seed 11, trial %d", spec, i)
                        .isEqualTo(before);
            }
        }
    }

    @Test
    void aFilterWithoutStateHasNoPartInTheSnapshot() {
        var voting = Filters.of("votes", N, F).buffer();
        var policy = new AdmissionPolicy("mine", (c, modelAt) -> new Admitted(1), voting);
        Snapshot saved = policy.snapshot().holding("buffer");
        policy.restore(saved, D);
        Snapshot other = Filters.of("votes", N, F).snapshot();
        assertThatThrownBy(() -> policy.restore(other, D))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("policy.filter is unknown, need only [buffer]");
    }

    @Test
    void modelsThatSeveralWorkersComputedOnAreOneArrayAgain() {
        AsynchronousRun run = some("kardam");
        Snapshot read = SnapshotFiles.copy(run.snapshot());
        float[][] models = read.vectors("models", read.size("models"), D);
        float[][] held =
                read.part("policy").part("filter").part("lipschitz").vectors("models", N, D);
        assertThat(List.of(held))
                .allMatch(model -> Arrays.stream(models).anyMatch(m -> m == model));
    }
}
