package bft.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotFormatFuzzTest {
    private static final SnapshotLimits LIMITS = new SnapshotLimits(8, 40, 4, 4000);

    private static Snapshot small() {
        float[] model = {1, 2, 3};
        Snapshot inner =
                Snapshot.of("inner").with("model", model).with("none", new float[0]).build();
        return Snapshot.of("job")
                .with("version", 7)
                .with("rate", 0.1)
                .with("name", "kardam")
                .with("counts", new long[] {1, 2})
                .with("values", new double[] {0.5})
                .with("model", model)
                .with("rows", new float[][] {model, {}, {4, 5, 6}})
                .with("part", inner)
                .with("parts", List.of(inner, inner))
                .build();
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThatThrownBy(() -> SnapshotFiles.read(bytes, LIMITS))
                .isInstanceOf(MalformedSnapshotException.class)
                .hasMessage(message);
    }

    @Test
    void everyChangedByteIsRefused() {
        byte[] bytes = SnapshotFiles.bytes(small());
        for (int at = 0; at < bytes.length; at++) {
            for (int change : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 0x55, 0xaa, 0xff}) {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) change;
                assertThatThrownBy(() -> SnapshotFiles.read(changed, LIMITS))
                        .isInstanceOf(MalformedSnapshotException.class);
            }
        }
    }

    @Test
    void everyCutIsRefused() {
        byte[] bytes = SnapshotFiles.bytes(small());
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SnapshotFiles.read(cut, LIMITS))
                    .isInstanceOf(MalformedSnapshotException.class)
                    .hasMessageContaining("cut off here");
        }
    }

    /** An attacker who forges a file computes its checksums too. */
    @Test
    void forgedContentIsRefusedOrIsASnapshotThatIsReadAgainAlike() throws IOException {
        byte[] content = SnapshotFiles.content(SnapshotFiles.bytes(small()));
        var random = new Random(11);
        int taken = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] forged = forge(content, random);
            try {
                byte[] again = SnapshotFiles.bytes(SnapshotFiles.read(forged, LIMITS));
                byte[] twice = SnapshotFiles.bytes(SnapshotFiles.read(again, LIMITS));
                assertThat(twice).as("seed 11, trial %d", i).isEqualTo(again);
                taken++;
            } catch (MalformedSnapshotException e) {
                assertThat(e).hasMessageMatching("(?s)[a-zA-Z0-9_.+\\[\\]-]+ at byte \\d+: .+");
            }
        }
        assertThat(taken).isBetween(200, 9_800);
    }

    private static byte[] forge(byte[] content, Random random) {
        byte[] forged = content.clone();
        ByteBuffer view = ByteBuffer.wrap(forged).order(ByteOrder.LITTLE_ENDIAN);
        for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
            int at = random.nextInt(forged.length - 3);
            switch (random.nextInt(3)) {
                case 0 -> forged[at] = (byte) random.nextInt();
                case 1 -> forged[at] = (byte) random.nextInt(11);
                default -> view.putInt(at, random.nextBoolean() ? -1 : Integer.MAX_VALUE);
            }
        }
        int length = random.nextInt(4) > 0 ? forged.length : random.nextInt(forged.length);
        return SnapshotFiles.framed(Arrays.copyOf(forged, length));
    }

    private static ByteBuffer content() {
        return ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer name(ByteBuffer out, String name) {
        return out.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] file(ByteBuffer content) {
        return SnapshotFiles.framed(Arrays.copyOf(content.array(), content.position()));
    }

    private static ByteBuffer field(int type) {
        ByteBuffer out = name(content(), "job").putInt(1);
        return name(out, "f").put((byte) type);
    }

    @Test
    void lengthsBeyondTheLimitsAreRejected() {
        assertRefused(
                file(field(6).putInt(1).putInt(9)), "job.f at byte 31: 9 coordinates, need 1 to 8");
        assertRefused(
                file(field(7).putInt(3).putInt(0).putInt(2)),
                "job.f[1] at byte 35: vector 2, there are 0 before");
        assertRefused(
                file(field(4).putInt(1 << 30)),
                "job.f at byte 27: 1073741824 values, the limit of 4000 bytes leaves 3969");
        assertRefused(
                file(field(3).putInt(-1)),
                "job.f at byte 27: -1 bytes of text, the limit of 4000 bytes leaves 3969");
        assertRefused(
                file(field(9).putInt(40)),
                "job.f at byte 27: 40 fields after 1 others, at most 40");
        assertRefused(file(field(10)), "job.f at byte 26: type 10, need 1 to 9");
        assertRefused(
                file(field(3).putInt(1).put((byte) 0xff)),
                "job.f at byte 31: a text that is not UTF-8");
    }

    @Test
    void namesAreCheckedBeforeTheyAreShown() {
        assertRefused(
                file(name(content(), "a\nb").putInt(0)),
                "snapshot at byte 17: a name of 3 bytes, need 1 to 64 letters, digits or _.+-");
        ByteBuffer twice = name(field(1).putLong(3), "f").put((byte) 1).putLong(3);
        twice.putInt(4, 2);
        assertRefused(file(twice), "job.f at byte 36: a second field of this name");
    }

    @Test
    void nothingMayFollowTheSnapshotBeforeTheEndMark() {
        byte[] content = SnapshotFiles.content(SnapshotFiles.bytes(Snapshot.of("x").build()));
        assertRefused(
                SnapshotFiles.framed(Arrays.copyOf(content, content.length + 3)),
                "x at byte 22: 3 bytes too many, need the end mark");
        assertRefused(
                SnapshotFiles.framed(Arrays.copyOf(content, content.length - 4)),
                "x at byte 22: the end mark, the snapshot needs more");
    }

    @Test
    void depthIsLimited() {
        Snapshot deep = Snapshot.of("x").build();
        for (int i = 0; i < 4; i++) {
            deep = Snapshot.of("x").with("part", deep).build();
        }
        assertRefused(
                SnapshotFiles.bytes(deep),
                "x.part.part.part.part at byte 63: parts within parts, depth 5, at most 4");
    }

    @Test
    void sizeIsLimitedBeforeAnythingIsRead() {
        Snapshot long4k = Snapshot.of("x").with("wholes", new long[500]).build();
        assertRefused(
                SnapshotFiles.bytes(long4k),
                "snapshot at byte 16: 4022 more bytes, at most 4000 in all");
    }

    @Test
    void otherFilesAndVersionsAreNamed() {
        byte[] bytes = SnapshotFiles.bytes(small());
        byte[] newer = bytes.clone();
        newer[8] = 2;
        assertRefused(newer, "snapshot at byte 8: format version 2, this program reads 1");
        bytes[0] = 0;
        assertRefused(bytes, "snapshot at byte 0: not a snapshot, it begins with other bytes");
    }

    @Test
    void blocksThatAreLostDoubledOrSwappedAreSeen() {
        var twoBlocks = new float[3 * BlockWriter.BLOCK_BYTES / Float.BYTES];
        byte[] bytes = SnapshotFiles.bytes(Snapshot.of("x").with("v", twoBlocks).build());
        int first = 12 + 4 + BlockWriter.BLOCK_BYTES - 2;
        int length = BlockWriter.BLOCK_BYTES + 8;
        byte[] lost = new byte[bytes.length - length];
        System.arraycopy(bytes, 0, lost, 0, first);
        System.arraycopy(bytes, first + length, lost, first, lost.length - first);
        byte[] doubled = bytes.clone();
        System.arraycopy(bytes, first, doubled, first + length, length);
        for (byte[] changed : List.of(lost, doubled)) {
            assertThatThrownBy(() -> SnapshotFiles.read(changed, SnapshotFiles.LIMITS))
                    .isInstanceOf(MalformedSnapshotException.class)
                    .hasMessageContaining("damaged block");
        }
    }
}
