package bft.worker.wire;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.codec.MalformedChunkException;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whatever the bytes, a decoder refuses them in one way, or gives what it says and touches nothing
 * else. The first byte of an input chooses the decoder. For a fuzzer guided by coverage, such as
 * Jazzer: {@code jazzer --target_class=bft.worker.wire.DecoderFuzz --cp=CLASS_PATH
 * bft-worker/src/test/resources/fuzz}.
 */
public final class DecoderFuzz {
    static final List<GradientCodec> CODECS =
            Stream.of(
                            Codecs.ALL.stream(),
                            Stream.of(
                                            "int8:block=8,levels=3",
                                            "int4:block=8",
                                            "sign:block=8",
                                            "top-k:share=1",
                                            "random-k:one-in=3",
                                            "sparse-loco:block=64,share=0.5",
                                            "sketch:share=0.5,buckets=256")
                                    .map(Codecs::of),
                            Stream.<GradientCodec>of(Codecs.DELTA))
                    .flatMap(some -> some)
                    .toList();

    /** What reads a whole message. */
    private interface Reader {
        void read(Buffer message) throws MalformedMessageException;
    }

    private static final List<Reader> READERS =
            List.of(
                    Messages::readJoin,
                    Messages::readContract,
                    Messages::readPullRequest,
                    Messages::readAccepted,
                    Messages::readLeave,
                    Messages::readStatus,
                    message -> Messages.readPullHeader(Frame.parse(message)),
                    message -> Messages.readPushHeader(Frame.parse(message)),
                    message -> Frame.parse(message).bytes());

    static final int DECODERS = CODECS.size() + READERS.size();
    private static final int ROOM = 700;
    private static final int BEFORE = 5;
    private static final float UNTOUCHED = 12_345f;

    private DecoderFuzz() {}

    /** The entry of a fuzzer; fails with an error if a claim does not hold. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int decoder = (input[0] & 0xFF) % DECODERS;
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        if (decoder < CODECS.size()) {
            decode(CODECS.get(decoder), bytes);
        } else {
            read(READERS.get(decoder - CODECS.size()), bytes);
        }
    }

    private static void read(Reader reader, byte[] bytes) {
        try {
            reader.read(Buffer.buffer(bytes));
        } catch (MalformedMessageException refused) {
            require(!refused.getMessage().isBlank(), "a refusal without words");
        }
    }

    /** The answer depends neither on where the bytes are nor on what is around them. */
    private static void decode(GradientCodec codec, byte[] bytes) {
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        var padded = new byte[bytes.length + 9];
        System.arraycopy(bytes, 0, padded, 4, bytes.length);
        ByteBuffer inside = ByteBuffer.wrap(padded, 4, bytes.length);
        String first = decoded(codec, direct);
        String second = decoded(codec, inside);
        require(first.equals(second), "heap and direct bytes differ: " + first + ", " + second);
    }

    private static String decoded(GradientCodec codec, ByteBuffer chunk) {
        var row = new float[BEFORE + ROOM];
        Arrays.fill(row, UNTOUCHED);
        int position = chunk.position();
        int end = BEFORE;
        String result;
        try {
            int count = codec.coordinates(chunk);
            require(count > 0, "a chunk of " + count + " coordinates");
            end = count <= ROOM ? BEFORE + count : BEFORE;
            result = count + (count <= ROOM ? " of " + values(codec, chunk, row, end) : "");
        } catch (MalformedChunkException refused) {
            require(!refused.getMessage().isBlank(), "a refusal without words");
            result = refused.getMessage();
        }
        require(chunk.position() == position, "the position of the chunk has moved");
        for (int k = 0; k < row.length; k++) {
            boolean isInside = k >= BEFORE && k < end;
            require(isInside || row[k] == UNTOUCHED, "coordinate " + k + " was touched");
        }
        return result;
    }

    private static String values(GradientCodec codec, ByteBuffer chunk, float[] row, int end)
            throws MalformedChunkException {
        int firstNonFinite = codec.decode(chunk, row, BEFORE, end);
        int found = -1;
        for (int k = end - 1; k >= BEFORE; k--) {
            found = Float.isFinite(row[k]) ? found : k;
        }
        require(firstNonFinite == found, firstNonFinite + " is not the first, but " + found);
        int values = codec.values(chunk);
        require(values >= 0 && values <= end - BEFORE, values + " values");
        return values + ": " + Arrays.hashCode(Arrays.copyOfRange(row, BEFORE, end));
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
