package bft.server.lossy;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.wire.Datagram;
import bft.worker.wire.DatagramTerms;
import bft.worker.wire.PushHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** A gradient of 700 floats comes in three datagrams, of 286, 286 and 128. */
class ReceptionTest {
    private static final int D = 700;
    private static final int SIZE = 286;
    private static final int CHUNK_AT = 36;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<float[]> free = new ArrayList<>(List.of(new float[D]));
    private final DatagramTerms session = session();
    private final Reception reception = reception(false);
    private long now;

    private DatagramTerms session() {
        var key = new byte[DatagramTerms.KEY_BYTES];
        random.nextBytes(key);
        return new DatagramTerms(9, random.nextLong(), new SecretKeySpec(key, "HmacSHA256"), 1_200);
    }

    private Reception reception(boolean fillsZeros) {
        Arrays.fill(free.get(0), 99);
        var rows =
                new Rows(
                        D,
                        () -> free.isEmpty() ? Optional.empty() : Optional.of(free.remove(0)),
                        free::add);
        return new Reception(session, Codecs.ALL, rows, fillsZeros);
    }

    private static PushHeader push(long sequence, long base, GradientCodec codec) {
        return new PushHeader(base, sequence, D, codec.number(), 0, true);
    }

    /** Coordinate k is k. */
    private static Datagram.Writer writer(DatagramTerms terms, PushHeader push) {
        GradientCodec codec = Codecs.numbered(push.codec(), Codecs.ALL).orElseThrow();
        return new Datagram.Writer(3, terms, push, codec, whole(), 1);
    }

    private byte[] datagram(long sequence, int chunk) {
        return writer(session, push(sequence, 5, Codecs.FLOAT32)).write(chunk);
    }

    private Optional<Dropped> receive(byte[] bytes) {
        return receive(reception, bytes);
    }

    private Optional<Dropped> receive(Reception by, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return Datagram.parse(buffer)
                .map(datagram -> by.receive(buffer, datagram, now))
                .orElse(Optional.of(Dropped.MALFORMED));
    }

    private static float[] whole() {
        var row = new float[D];
        for (int k = 0; k < D; k++) {
            row[k] = k;
        }
        return row;
    }

    @Test
    void aGradientMayComeInAnyOrder() {
        for (int chunk : new int[] {2, 0, 1}) {
            assertThat(reception.isComplete()).isFalse();
            assertThat(receive(datagram(1, chunk))).isEmpty();
        }
        assertThat(reception.isComplete()).isTrue();
        Arrival arrival = reception.take().orElseThrow();
        assertThat(arrival.row()).containsExactly(whole());
        assertThat(arrival.firstNonFinite()).isEqualTo(-1);
        assertThat(arrival.missing()).isZero();
    }

    @Test
    void coordinatesThatNeverCameAreMissingAndNotZero() {
        receive(datagram(1, 0));
        receive(datagram(1, 2));
        Arrival arrival = reception.take().orElseThrow();
        float[] expected = whole();
        Arrays.fill(expected, SIZE, 2 * SIZE, Float.NaN);
        assertThat(arrival.row()).containsExactly(expected);
        assertThat(arrival.firstNonFinite()).isEqualTo(SIZE);
        assertThat(arrival.missing()).isEqualTo(SIZE);
    }

    @Test
    void coordinatesThatNeverCameAreZeroWhereTheJobSaysSo() {
        Reception zeros = reception(true);
        receive(zeros, datagram(1, 1));
        Arrival arrival = zeros.take().orElseThrow();
        float[] expected = whole();
        Arrays.fill(expected, 0, SIZE, 0);
        Arrays.fill(expected, 2 * SIZE, D, 0);
        assertThat(arrival.row()).containsExactly(expected);
        assertThat(arrival.firstNonFinite()).isEqualTo(-1);
        assertThat(arrival.missing()).isEqualTo(D - SIZE);
    }

    @Test
    void whatComesTwiceOrTooLateIsDropped() {
        assertThat(receive(datagram(2, 0))).isEmpty();
        assertThat(receive(datagram(2, 0))).contains(Dropped.DUPLICATE);
        assertThat(receive(datagram(1, 1))).contains(Dropped.LATE);
        reception.take();
        assertThat(receive(datagram(2, 1))).contains(Dropped.LATE);
        assertThat(receive(datagram(2, 0))).contains(Dropped.LATE);
    }

    @Test
    void aNewerPushReplacesAnOlderOneInTheSameRow() {
        receive(datagram(1, 0));
        assertThat(receive(datagram(2, 1))).isEmpty();
        Arrival arrival = reception.take().orElseThrow();
        assertThat(arrival.missing()).isEqualTo(D - SIZE);
        assertThat(arrival.row()[0]).isNaN();
    }

    @Test
    void onlyTheWorkerOfTheSessionIsHeard() {
        DatagramTerms other = session();
        byte[] stranger = writer(other, push(1, 5, Codecs.FLOAT32)).write(0);
        assertThat(receive(stranger)).contains(Dropped.STRANGER);
        var guessed = new DatagramTerms(9, session.session(), other.key(), 1_200);
        byte[] forged = writer(guessed, push(1, 5, Codecs.FLOAT32)).write(0);
        assertThat(receive(forged)).contains(Dropped.FORGED);
        byte[] changed = datagram(1, 0);
        changed[random.nextInt(changed.length - 16) / 2 + 40] ^= 4;
        assertThat(receive(changed)).contains(Dropped.FORGED);
        assertThat(reception.take()).isEmpty();
    }

    @Test
    void chunksBeyondTheGradientAreOutOfRangeHoweverTheirNumberWraps() {
        int wrapping = (int) ((1L << 32) / SIZE) + 1;
        for (int chunk : new int[] {3, wrapping, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            assertThat(receive(resealed(chunk))).as("" + chunk).contains(Dropped.OUT_OF_RANGE);
        }
        assertThat(receive(resealed(0))).isEmpty();
    }

    /** The first datagram of push 1 under another number of its chunk. */
    private byte[] resealed(int chunk) {
        byte[] bytes = datagram(1, 0);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(CHUNK_AT, chunk);
        return sealed(bytes);
    }

    private byte[] sealed(byte[] bytes) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(session.key());
            mac.update(bytes, 0, bytes.length - 16);
            System.arraycopy(mac.doFinal(), 0, bytes, bytes.length - 16, 16);
            return bytes;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void sequenceNumbersDoNotWrap() {
        assertThat(receive(datagram(Long.MAX_VALUE, 0))).isEmpty();
        assertThat(receive(datagram(Long.MIN_VALUE, 0))).contains(Dropped.LATE);
        assertThat(receive(datagram(-1, 0))).contains(Dropped.LATE);
        assertThat(receive(datagram(0, 0))).contains(Dropped.LATE);
        assertThat(receive(datagram(Long.MAX_VALUE, 1))).isEmpty();
        reception.take();
        assertThat(receive(datagram(1, 0))).contains(Dropped.LATE);
    }

    @Test
    void allDatagramsOfAPushAgree() {
        receive(datagram(1, 0));
        byte[] otherBase = writer(session, push(1, 6, Codecs.FLOAT32)).write(1);
        assertThat(receive(otherBase)).contains(Dropped.MALFORMED);
        byte[] otherCodec = writer(session, push(1, 5, Codecs.of("int8:block=256"))).write(0);
        assertThat(receive(otherCodec)).contains(Dropped.MALFORMED);
        assertThat(reception.expect(new Datagram.Push(1, 6, 0))).isFalse();
        assertThat(reception.expect(new Datagram.Push(1, 5, 0))).isTrue();
        assertThat(reception.take().orElseThrow().missing()).isEqualTo(D - SIZE);
    }

    @Test
    void dataOfAnotherLengthIsMalformed() {
        byte[] last = datagram(1, 2);
        ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN).putInt(CHUNK_AT, 1);
        assertThat(receive(sealed(last))).contains(Dropped.MALFORMED);
        assertThat(receive(sealed(Arrays.copyOf(last, last.length - 3))))
                .contains(Dropped.MALFORMED);
    }

    @Test
    void codecsInBlocksComeTheSameWay() {
        GradientCodec codec = Codecs.of("int8:block=256");
        Datagram.Writer writer = writer(session, push(1, 5, codec));
        assertThat(writer.count()).isEqualTo(1);
        assertThat(receive(writer.write(0))).isEmpty();
        float[] row = reception.take().orElseThrow().row();
        assertThat(row[D - 1]).isBetween(D - 10f, D + 10f);
    }

    @Test
    void withoutAFreeRowDatagramsAreDropped() {
        float[] row = free.remove(0);
        assertThat(receive(datagram(1, 0))).contains(Dropped.NO_ROOM);
        assertThat(reception.take()).isEmpty();
        free.add(row);
        assertThat(receive(datagram(2, 0))).isEmpty();
        reception.close();
        assertThat(free).containsExactly(row);
    }

    @Test
    void uselessDatagramsOfASecondAreLimited() {
        byte[] forged = datagram(1, 0);
        forged[forged.length - 1] ^= 1;
        int most = Reception.WASTE + 1;
        IntStream.range(0, most).forEach(i -> assertThat(receive(forged)).contains(Dropped.FORGED));
        assertThat(receive(forged)).contains(Dropped.LIMITED);
        assertThat(receive(datagram(1, 0))).contains(Dropped.LIMITED);
        now += 1_000_000_000;
        assertThat(receive(datagram(1, 0))).isEmpty();
    }

    @Test
    void hostileBytesUnderTheRightSealChangeNothingBeyondTheRow() {
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = datagram(1 + random.nextInt(3), random.nextInt(3));
            bytes = Arrays.copyOf(bytes, 57 + random.nextInt(bytes.length));
            for (int changes = random.nextInt(6); changes > 0; changes--) {
                int at = random.nextInt(2) == 0 ? 16 + random.nextInt(40) : random.nextInt(57);
                bytes[Math.min(at, bytes.length - 1)] = (byte) random.nextInt();
            }
            now += 1_000_000;
            receive(sealed(bytes));
        }
        assertThat(free.size()).as("seed " + seed).isLessThanOrEqualTo(1);
        reception
                .take()
                .ifPresent(arrival -> assertThat(arrival.row()).as("seed " + seed).hasSize(D));
    }
}
