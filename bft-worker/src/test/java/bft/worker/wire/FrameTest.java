package bft.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.worker.codec.Codecs;
import bft.worker.wire.v1.Proto;
import com.google.protobuf.ByteString;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class FrameTest {

    private static final int CHUNK_FLOATS = Protocol.CHUNK_BYTES / Float.BYTES;

    @Test
    void generatedCodeReadsWhatWeEncode() throws Exception {
        float[] values = {1f, -0f, Float.MIN_VALUE, Float.NaN, 5f};

        Proto.PushFrame frame = Proto.PushFrame.parseFrom(floats(values, 2, 5).getBytes());

        assertThat(frame.getOffset()).isEqualTo(2);
        ByteBuffer data = frame.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        assertThat(data.remaining()).isEqualTo(12);
        assertThat(data.getFloat()).isEqualTo(Float.MIN_VALUE);
        assertThat(data.getFloat()).isNaN();
        assertThat(data.getFloat()).isEqualTo(5f);
    }

    @Test
    void readsWhatGeneratedCodeEncodes() throws Exception {
        byte[] data =
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(7f)
                        .putFloat(-8f)
                        .array();
        Proto.PushFrame generated =
                Proto.PushFrame.newBuilder()
                        .setOffset(300)
                        .setData(ByteString.copyFrom(data))
                        .build();
        float[] row = new float[302];

        Frame frame = Frame.parse(Buffer.buffer(generated.toByteArray()));
        int end = decode(frame, row, 300).to();

        assertThat(end).isEqualTo(302);
        assertThat(row[300]).isEqualTo(7f);
        assertThat(row[301]).isEqualTo(-8f);
    }

    @Test
    void readsFromAViewThatStartsInsideAnotherBuffer() throws Exception {
        Buffer encoded = floats(new float[] {3f, 4f}, 0, 2);
        Buffer outer = Buffer.buffer("before").appendBuffer(encoded).appendString("after");
        float[] row = new float[2];

        decode(Frame.parse(outer.slice(6, 6 + encoded.length())), row, 0);

        assertThat(row).containsExactly(3f, 4f);
    }

    @Test
    void skipsUnknownFieldsOfEveryWireType() throws Exception {
        Buffer message =
                bytes(7 << 3, 0x96, 1)
                        .appendBuffer(bytes(4 << 3 | 1, 1, 2, 3, 4, 5, 6, 7, 8))
                        .appendBuffer(bytes(5 << 3 | 5, 1, 2, 3, 4))
                        .appendBuffer(bytes(6 << 3 | 2, 2, 10, 10))
                        .appendBuffer(floats(new float[] {9f}, 0, 1))
                        .appendBuffer(bytes(0x82, 1, 1, 0));
        float[] row = new float[1];

        decode(Frame.parse(message), row, 0);

        assertThat(row).containsExactly(9f);
    }

    @Test
    void aChecksumStandsBeforeTheDataAndComesOnce() throws Exception {
        Buffer data = bytes(122, 4, 0, 0, 0, 0);
        Buffer sum = bytes(29, 4, 3, 2, 1);
        assertThat(Frame.parse(sum.copy().appendBuffer(data)).checksum()).hasValue(0x01020304);
        assertThat(Frame.parse(data).checksum()).isEmpty();
        assertMalformed(sum.copy().appendBuffer(sum), "a frame has two fields checksum");
        assertMalformed(bytes(29, 4, 3, 2), "a field of 4 bytes exceeds the 3 that are left");
    }

    @Test
    void aFullChunkFitsTheMessageLimit() {
        float[] values = new float[200_000];
        Buffer chunk = floats(values, values.length - CHUNK_FLOATS, values.length);

        assertThat(chunk.length()).isBetween(Protocol.CHUNK_BYTES, Protocol.CHUNK_BYTES + 17);
        assertThat(chunk.length() + 5 + 16_384).isLessThanOrEqualTo(Protocol.MAX_MESSAGE_BYTES);
    }

    @Test
    void refusesDataThatIsNotDue() throws Exception {
        float[] row = new float[4];
        Frame frame = Frame.parse(floats(new float[] {1f, 2f, 3f}, 1, 3));

        assertThatThrownBy(() -> decode(frame, row, 0))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("got data at offset 1, expected offset 0");
        assertThat(row).containsOnly(0f);
    }

    @Test
    void refusesDataBeyondTheRow() throws Exception {
        float[] row = new float[2];
        Frame frame = Frame.parse(floats(new float[] {1f, 2f, 3f}, 1, 3));

        assertThatThrownBy(() -> decode(frame, row, 1))
                .hasMessage("2 values at offset 1 exceed the dimension 2");
        assertThat(row).containsOnly(0f);
    }

    @Test
    void refusesAHeaderWhereDataIsDueAndTheOtherWayRound() throws Exception {
        Frame header = Frame.parse(Messages.encode(new PushHeader(0, 1, 4, 0, 0, false)));
        Frame data = Frame.parse(floats(new float[1], 0, 1));

        assertThatThrownBy(() -> decode(header, new float[4], 0))
                .hasMessage("got a second header, expected data at offset 0");
        assertThatThrownBy(() -> Messages.readPushHeader(data))
                .hasMessage("got data, expected the header");
    }

    @Test
    void refusesWhatIsNotAFrame() {
        assertMalformed(bytes(), "a frame has either a header or data, got neither");
        assertMalformed(
                bytes(10, 0).appendBuffer(floats(new float[1], 0, 1)),
                "a frame has either a header or data, got both");
        assertMalformed(bytes(122, 0), "data must have 1 to 245632 bytes, got 0");
        assertMalformed(bytes(122, 4, 0, 0, 0), "a field of 4 bytes exceeds the 3 that are left");
        assertMalformed(
                bytes(122, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0),
                "a field of 18446744073709551615 bytes exceeds the 1 that are left");
        assertMalformed(
                bytes(16, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 122, 4, 0, 0, 0, 0),
                "offset must be less than 2147483639, got 4294967295");
        assertMalformed(bytes(16, 1, 16, 1), "a frame has two fields offset");
        assertMalformed(bytes(10, 0, 10, 0), "a frame has two fields header");
        assertMalformed(bytes(0x80), "the message ends inside a number");
        assertMalformed(
                bytes(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0),
                "a number has more than 10 bytes");
        assertMalformed(bytes(8, 1), "no field has the tag 8");
        assertMalformed(bytes(2, 0), "no field has the tag 2");
        assertMalformed(bytes(7 << 3 | 3), "wire type 3 is not supported");
    }

    @Test
    void refusesChunksBeyondTheLimit() {
        Buffer tooLong = bytes(122, 0x84, 0xFF, 0x0E).appendBytes(new byte[245_636]);
        assertMalformed(tooLong, "data must have 1 to 245632 bytes, got 245636");
        assertThatThrownBy(() -> floats(new float[70_000], 0, CHUNK_FLOATS + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a frame takes 1 to 61408 of 70000 coordinates, got [0, 61409)");
    }

    @Test
    void halfAFloatIsNotOfTheCodec() throws Exception {
        Frame frame = Frame.parse(bytes(122, 3, 0, 0, 0));

        assertThatThrownBy(() -> decode(frame, new float[4], 0))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("float32: data must have a positive multiple of 4 bytes, got 3");
    }

    private static Buffer floats(float[] values, int from, int to) {
        return Chunks.encode(Codecs.FLOAT32, values, from, to);
    }

    private static DecodedRange decode(Frame frame, float[] row, int due)
            throws MalformedMessageException {
        return Chunks.decode(frame, Codecs.FLOAT32, row, due);
    }

    private static void assertMalformed(Buffer message, String reason) {
        assertThatThrownBy(() -> Frame.parse(message))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage(reason);
    }

    private static Buffer bytes(int... values) {
        Buffer buffer = Buffer.buffer();
        for (int value : values) {
            buffer.appendByte((byte) value);
        }
        return buffer;
    }
}
