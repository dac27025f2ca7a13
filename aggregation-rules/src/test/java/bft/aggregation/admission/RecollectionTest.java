package bft.aggregation.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecollectionTest {
    private static final int D = 5;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kardam",
                "kardam:votes=off",
                "kardam:candidate=server,frequency=on",
                "kardam:votes=off,bundle=4",
                "none:bundle=3",
                "votes",
                "basgd",
                "dynsgd",
                "zeno-plus-plus:root=2,epsilon=9",
                "weighted-median",
                "weighted-rfa",
                "ctma"
            })
    void aPolicyBroughtBackFromBytesGoesOnAsTheOneThatWasNeverStopped(String spec) {
        AdmissionPolicy stopped = Filters.of(spec, 7, 2);
        AdmissionPolicy other = Filters.of(spec, 7, 2);
        var random = new Random(3);
        for (int i = 0; i < 60; i++) {
            feed(stopped, random.nextLong(), i);
            byte[] bytes = stopped.recollection().toBytes();
            other.recall(Recollection.fromBytes(bytes), D);
            assertThat(other.recollection().toBytes()).as("%s at %d", spec, i).isEqualTo(bytes);
            long next = random.nextLong();
            assertThat(feed(other, next, i + 1))
                    .as("%s at %d", spec, i)
                    .isEqualTo(feed(stopped, next, i + 1));
        }
    }

    /** One contribution that depends on the seed alone, and what comes of it. */
    private static String feed(AdmissionPolicy policy, long seed, int version) {
        policy.updated(version);
        var random = new Random(seed);
        long base = Math.max(0, version - random.nextInt(3));
        var contribution = new Contribution(random.nextInt(7), base, modelAt(seed));
        Verdict verdict = policy.filter().judge(contribution, RecollectionTest::modelAt);
        return policy.gathering()
                .gather(contribution, verdict)
                .map(b -> verdict + Arrays.deepToString(b.rows()) + b.senders() + b.scale())
                .orElse(verdict.toString());
    }

    private static float[] modelAt(long version) {
        var random = new Random(version);
        var model = new float[D];
        for (int k = 0; k < D; k++) {
            model[k] = random.nextFloat();
        }
        return model;
    }

    private static Recollection kardamOf(int n, int f) {
        AdmissionPolicy policy = Filters.of("kardam", n, f);
        for (int i = 0; i < 20; i++) {
            feed(policy, i, i);
        }
        return policy.recollection();
    }

    @Test
    void everyCutAndEveryChangedByteIsRefusedOrStillRecallable() {
        byte[] bytes = kardamOf(7, 2).toBytes();
        var policy = Filters.of("kardam", 7, 2);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Recollection.fromBytes(cut))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = bytes.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            recallOrRefuse(policy, changed);
        }
    }

    private static void recallOrRefuse(AdmissionPolicy policy, byte[] bytes) {
        byte[] before = policy.recollection().toBytes();
        try {
            policy.recall(Recollection.fromBytes(bytes), D);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("(?s).{10,}");
            assertThat(policy.recollection().toBytes()).isEqualTo(before);
        }
        for (int version = 100; version < 103; version++) {
            policy.recollection();
        }
    }

    @Test
    void aLengthIsNotBelievedBeforeItsBytesAreThere() {
        ByteBuffer hostile = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        hostile.putInt(0x42465431).putInt(1).put((byte) 'x').putInt(Integer.MAX_VALUE);
        assertThatThrownBy(() -> Recollection.fromBytes(hostile.array()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2147483647 counts at byte 9, 7 bytes are left");
    }

    @Test
    void partsWithinPartsHaveAnEnd() {
        Recollection deep = new Recollection("x", new long[0], new double[0], new float[0][]);
        for (int i = 0; i < 5; i++) {
            deep = new Recollection("x", new long[0], new double[0], new float[0][], List.of(deep));
        }
        byte[] bytes = deep.toBytes();
        assertThatThrownBy(() -> Recollection.fromBytes(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("1 parts at byte");
    }

    @Test
    void theMemoryOfAnotherJobIsRefusedAndChangesNothing() {
        AdmissionPolicy policy = Filters.of("kardam", 7, 2);
        byte[] before = policy.recollection().toBytes();
        assertThatThrownBy(() -> policy.recall(kardamOf(8, 2), D))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lipschitz: 9 counts, need 8");
        assertThatThrownBy(() -> policy.recall(kardamOf(7, 2), D + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lipschitz: 5 coordinates in a vector, need 6");
        assertThatThrownBy(() -> policy.recall(Filters.of("basgd", 7, 2).recollection(), D))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(policy.recollection().toBytes()).isEqualTo(before);
    }

    @Test
    void canBePrinted() {
        assertThat(Filters.of("kardam", 4, 1).recollection().toString())
                .startsWith("policy")
                .contains("lipschitz[0, -1, -1, -1, -1][Infinity, Infinity, Infinity, Infinity]");
    }
}
