package bft.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Bytes on which clients in other languages agree with this one: the same gradient in every codec,
 * and messages. The file is what this test makes; {@code -Dbft.vectors=write} writes it anew.
 */
class SharedVectorsTest {
    private static final Path FILE = Path.of("src", "test", "resources", "shared-vectors.json");
    private static final HexFormat HEX = HexFormat.of();
    private static final int CHUNK_BYTES = 64;

    /** Zeros, subnormal values, ties, the largest values, infinities, NaN; and random bits. */
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
                        "ffffffff");
        Random random = new Random(1);
        float[] values = new float[special.size() + 500];
        for (int i = 0; i < values.length; i++) {
            int bits =
                    i < special.size()
                            ? Integer.parseUnsignedInt(special.get(i), 16)
                            : random.nextInt();
            values[i] = Float.intBitsToFloat(bits);
        }
        return values;
    }

    private static JsonArray push(GradientCodec codec, float[] values) {
        var header = new PushHeader(7, 1L << 40, values.length, codec.number());
        JsonArray frames = new JsonArray().add(hex(Messages.encode(header)));
        int size = codec.maxCoordinates(CHUNK_BYTES);
        for (int from = 0; from < values.length; from += size) {
            int to = Math.min(from + size, values.length);
            frames.add(hex(Chunks.encode(codec, values, from, to)));
        }
        return frames;
    }

    private static Contract contract() {
        List<Tensor> tensors =
                List.of(
                        new Tensor("layer1.weight", List.of(300, 2)),
                        new Tensor("é", List.of(1, 1, 7)));
        var transfer = new Transfer(CHUNK_BYTES, Codecs.ALL);
        return new Contract("näme", 3, 300, 99, 607, tensors, transfer, -5, 1L << 40, 12);
    }

    private static JsonObject vectors() {
        float[] values = values();
        JsonArray bits = new JsonArray();
        for (float value : values) {
            bits.add("%08x".formatted(Float.floatToRawIntBits(value)));
        }
        JsonObject pushes = new JsonObject();
        Codecs.ALL.forEach(codec -> pushes.put(codec.name(), push(codec, values)));
        return new JsonObject()
                .put("values", bits)
                .put("chunk-bytes", CHUNK_BYTES)
                .put("pushes", pushes)
                .put("join-request", hex(Messages.encode(new JoinRequest(1, -2))))
                .put("pull-request", hex(Messages.encode(new PullRequest(-1, 20_000))))
                .put("contract", hex(Messages.encode(contract())));
    }

    private static String hex(Buffer message) {
        return HEX.formatHex(message.getBytes());
    }

    @Test
    void theFileSaysWhatThisClientSends() throws Exception {
        String made = vectors().encodePrettily() + "\n";
        if ("write".equals(System.getProperty("bft.vectors"))) {
            Files.writeString(FILE, made);
        }
        assertThat(new JsonObject(Files.readString(FILE))).isEqualTo(new JsonObject(made));
    }
}
