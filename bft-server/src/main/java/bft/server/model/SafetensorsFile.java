package bft.server.model;

import bft.server.files.WholeFile;
import bft.spec.BadArgument;
import bft.worker.wire.Tensor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Named float32 tensors in a file that most machine learning programs read: a length (8 bytes,
 * little-endian), that many bytes of JSON with the position of each tensor, and the values,
 * little-endian, row-major.
 *
 * <p>The format: github.com/huggingface/safetensors, README, Format.
 */
public final class SafetensorsFile {
    private static final int BLOCK_FLOATS = 1 << 16;
    private static final int ALIGNMENT = 8;

    private SafetensorsFile() {}

    /**
     * Writes the file as {@link WholeFile} does.
     *
     * @param tensors with distinct names, which lie one after the other and together cover the
     *     values
     * @param values of all of them, not modified
     * @param metadata about the whole file, as text
     * @throws IllegalArgumentException if the tensors do not fit the values
     */
    public static void write(
            Path path, List<Tensor> tensors, float[] values, Map<String, String> metadata)
            throws IOException {
        byte[] header = header(tensors, values.length, metadata);
        ByteBuffer start =
                ByteBuffer.allocate(Long.BYTES + header.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .flip();
        WholeFile.write(
                path,
                file -> {
                    WholeFile.writeFully(file, start);
                    writeValues(file, values);
                });
    }

    private static byte[] header(List<Tensor> tensors, long count, Map<String, String> metadata) {
        var header = new JsonObject().put("__metadata__", new JsonObject(Map.copyOf(metadata)));
        long at = 0;
        for (Tensor tensor : tensors) {
            long from = at * Float.BYTES;
            at += tensor.size();
            var entry =
                    new JsonObject()
                            .put("dtype", "F32")
                            .put("shape", new JsonArray(tensor.shape()))
                            .put("data_offsets", new JsonArray().add(from).add(at * Float.BYTES));
            BadArgument.when(header.containsKey(tensor.name()))
                    .because("two tensors are named %s", tensor.name());
            header.put(tensor.name(), entry);
        }
        BadArgument.when(at != count)
                .because("the tensors have %s values, the model %s", at, count);
        String text = header.encode();
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return (text + " ".repeat(Math.floorMod(-bytes, ALIGNMENT)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void writeValues(FileChannel file, float[] values) throws IOException {
        ByteBuffer block =
                ByteBuffer.allocate(BLOCK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < values.length; at += BLOCK_FLOATS) {
            int count = Math.min(values.length - at, BLOCK_FLOATS);
            block.clear().limit(count * Float.BYTES);
            block.asFloatBuffer().put(values, at, count);
            WholeFile.writeFully(file, block);
        }
    }
}
