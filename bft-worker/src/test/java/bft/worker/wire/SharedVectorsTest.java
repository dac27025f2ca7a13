package bft.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Bytes on which clients in other languages agree with this one: the same gradient in every codec,
 * and messages. The file is what this test makes; {@code -Dbft.vectors=write} writes it anew.
 */
class SharedVectorsTest {
    private static final Path FILE = Path.of("src", "test", "resources", "shared-vectors.json");
    private static final HexFormat HEX = HexFormat.of();
    private static final int CHUNK_BYTES = 1024;
    private static final long BASE_VERSION = 7;

    /** Every codec there is, and parameters that change what is sent. */
    private static final List<String> CODECS =
            Stream.concat(
                            Codecs.ALL.stream().map(GradientCodec::name),
                            Stream.of(
                                    "int8:block=8,levels=5,rounding=nearest",
                                    "int4:block=24,rounding=nearest",
                                    "ternary:block=64",
                                    "sign:block=8,feedback=0.5"))
                    .toList();

    /** Zeros, subnormal values, ties, the largest values, infinities, NaN; random bits; normal. */
    private static float[] values() {
        List<String> special =
                List.of(
                        "00000000",
                        "80000000",
                        "00000001",
                        "807fffff",
                        "3f800000",
                        "3f808000",
                        "3f818000",
                        "3f807fff",
                        "bf808001",
                        "7f7fffff",
                        "ff7fffff",
                        "7f7f7fff",
                        "7f7f8000",
                        "7f800000",
                        "ff800000",
                        "7fc00000",
                        "7f800001",
                        "ffffffff",
                        "477fe000",
                        "477ff000",
                        "33000000",
                        "33000001",
                        "387fe000",
                        "387ff000");
        Random random = new Random(1);
        float[] values = new float[1_500];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    i < special.size()
                            ? Float.intBitsToFloat(Integer.parseUnsignedInt(special.get(i), 16))
                            : i < 200
                                    ? Float.intBitsToFloat(random.nextInt())
                                    : (float) (random.nextGaussian() * (i < 900 ? 1 : 1e37));
        }
        return values;
    }

    /** Which of the bits of a NaN a mean has depends on the machine: sparse ones get numbers. */
    private static JsonArray push(GradientCodec codec, float[] all) {
        float[] values = codec.isSparse() ? Arrays.copyOfRange(all, 200, all.length) : all;
        var header = new PushHeader(BASE_VERSION, 1L << 40, values.length, codec.number(), 0, true);
        JsonArray frames = new JsonArray().add(hex(Messages.encode(header)));
        var encoder = codec.encoder(values, seed());
        int size = codec.maxCoordinates(CHUNK_BYTES);
        var sum = new CRC32C();
        for (int from = 0; from < values.length; from += size) {
            int to = Math.min(from + size, values.length);
            ByteBuffer data = Chunks.data(codec, encoder, from, to);
            sum.update(data.duplicate().flip().position(Frame.ROOM_BYTES));
            boolean isLast = to == values.length;
            OptionalInt checksum =
                    isLast ? OptionalInt.of((int) sum.getValue()) : OptionalInt.empty();
            frames.add(hex(Frame.enclose(from, data, checksum)));
        }
        return frames;
    }

    private static long seed() {
        Contract contract = contract();
        return Codecs.seed(contract.seed(), contract.worker(), BASE_VERSION);
    }

    /** The bits that arrive, where all are numbers. */
    private static JsonArray arrives(GradientCodec codec, float[] values) {
        float[] numbers = Arrays.copyOfRange(values, 200, 900);
        float[] arrived = new float[numbers.length];
        Chunks.transmit(codec, numbers, seed(), arrived);
        return bits(arrived);
    }

    /** The values as changes of the same, each one place further to the left. */
    private static JsonArray changes(float[] values) {
        float[] held = new float[values.length];
        for (int i = 0; i < held.length; i++) {
            held[i] = values[(i + 1) % held.length];
        }
        JsonArray frames = new JsonArray();
        var encoder = Codecs.DELTA.encoder(held, values);
        int size = Codecs.DELTA.maxCoordinates(CHUNK_BYTES);
        for (int from = 0; from < values.length; from += size) {
            int to = Math.min(from + size, values.length);
            ByteBuffer data = Chunks.data(Codecs.DELTA, encoder, from, to);
            frames.add(hex(Frame.enclose(from, data)));
        }
        return frames;
    }

    private static JsonArray bits(float[] values) {
        JsonArray bits = new JsonArray();
        for (float value : values) {
            bits.add("%08x".formatted(Float.floatToRawIntBits(value)));
        }
        return bits;
    }

    private static Contract contract() {
        List<Tensor> tensors =
                List.of(
                        new Tensor("layer1.weight", List.of(300, 2)),
                        new Tensor("é", List.of(1, 1, 7)));
        var transfer = new Transfer(CHUNK_BYTES, Codecs.ALL);
        var task = new Task("mlp:100", 32, "reshuffled", "local-steps:k=5", tensors);
        var start = new Incarnation(-6, 7);
        return new Contract("näme", 3, 300, 99, 607, task, transfer, -5, 1L << 40, 12, start);
    }

    private static JsonObject vectors() {
        float[] values = values();
        JsonObject pushes = new JsonObject();
        JsonObject arrivals = new JsonObject();
        for (String name : CODECS) {
            pushes.put(name, push(Codecs.of(name), values));
            arrivals.put(name, arrives(Codecs.of(name), values));
        }
        return new JsonObject()
                .put("values", bits(values))
                .put("chunk-bytes", CHUNK_BYTES)
                .put("seed", seed())
                .put("pushes", pushes)
                .put("arrivals", arrivals)
                .put("changes", changes(values))
                .put("checksum", Integer.toUnsignedLong(Chunks.checksum(values)))
                .put("join-request", hex(Messages.encode(new JoinRequest(1, -2))))
                .put("pull-request", hex(Messages.encode(new PullRequest(-1, 20_000))))
                .put("contract", hex(Messages.encode(contract())));
    }

    private static String hex(Buffer message) {
        return HEX.formatHex(message.getBytes());
    }

    @Test
    void theFileSaysWhatThisClientSends() throws Exception {
        JsonObject made = vectors();
        if ("write".equals(System.getProperty("bft.vectors"))) {
            Files.writeString(FILE, made.encodePrettily() + "\n");
        }
        JsonObject written = new JsonObject(Files.readString(FILE));
        assertThat(written.fieldNames()).isEqualTo(made.fieldNames());
        assertThat(made.fieldNames())
                .allMatch(name -> ("" + made.getValue(name)).equals("" + written.getValue(name)));
    }
}
