package bft.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.worker.wire.Tensor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
    @TempDir Path directory;

    @Test
    void headerSaysWhereEachTensorLiesAndTheValuesFollowIt() throws IOException {
        Path file = directory.resolve("model.safetensors");
        var weights = new Tensor("weights", List.of(2, 2));
        var bias = new Tensor("bias", List.of(1));
        SafetensorsFile.write(
                file, List.of(weights, bias), new float[] {1, 2, 3, 4, 5}, Map.of("version", "7"));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong();
        assertThat(length % 8).isZero();
        var header = new JsonObject(new String(bytes.array(), 8, length, StandardCharsets.UTF_8));
        assertThat(header.getJsonObject("__metadata__").getString("version")).isEqualTo("7");
        assertThat(header.getJsonObject("weights").getString("dtype")).isEqualTo("F32");
        assertThat(header.getJsonObject("weights").getJsonArray("shape"))
                .isEqualTo(JsonArray.of(2, 2));
        assertThat(header.getJsonObject("weights").getJsonArray("data_offsets"))
                .isEqualTo(JsonArray.of(0, 16));
        assertThat(header.getJsonObject("bias").getJsonArray("data_offsets"))
                .isEqualTo(JsonArray.of(16, 20));
        bytes.position(8 + length);
        assertThat(bytes.remaining()).isEqualTo(20);
        for (int k = 1; k <= 5; k++) {
            assertThat(bytes.getFloat()).isEqualTo(k);
        }
    }

    @Test
    void valuesBeyondOneBlockAreAllThere() throws IOException {
        Path file = directory.resolve("model.safetensors");
        var values = new float[150_001];
        for (int k = 0; k < values.length; k++) {
            values[k] = k;
        }
        var all = new Tensor("all", List.of(values.length));
        SafetensorsFile.write(file, List.of(all), values, Map.of());
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(8 + (int) bytes.getLong(0));
        var read = new float[values.length];
        bytes.asFloatBuffer().get(read);
        assertThat(read).isEqualTo(values);
    }

    @Test
    void tensorsThatAreNotTheModelsAreRefused() {
        var two = new Tensor("a", List.of(2));
        assertThatThrownBy(() -> write(List.of(two)))
                .hasMessage("the tensors have 2 values, the model 4");
        assertThatThrownBy(() -> write(List.of(two, two))).hasMessage("two tensors are named a");
    }

    private void write(List<Tensor> tensors) throws IOException {
        SafetensorsFile.write(directory.resolve("x"), tensors, new float[4], Map.of());
    }
}
