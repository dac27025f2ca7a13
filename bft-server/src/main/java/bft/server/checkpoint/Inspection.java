package bft.server.checkpoint;

import bft.aggregation.state.MalformedSnapshotException;
import bft.aggregation.state.Snapshot;
import bft.server.model.NpyFile;
import bft.server.model.SafetensorsFile;
import bft.server.optimiser.ParameterLayout;
import bft.worker.wire.Tensor;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of a checkpoint of any job.
 *
 * @param file that was read
 * @param bytes size of the file
 * @param header identifies the job
 * @param job the state, if it is intact
 * @param damage what is damaged in the state, if anything
 */
public record Inspection(
        Path file,
        long bytes,
        Checkpoint.Header header,
        Optional<Snapshot> job,
        Optional<String> damage) {
    private static final String PARAMETERS = "parameters";

    /**
     * Reads a checkpoint.
     *
     * @throws IOException if it cannot be read, or its header is damaged
     * @throws IllegalArgumentException if the file is not a checkpoint
     */
    public static Inspection of(Path file) throws IOException {
        Checkpoint.Header header = Checkpoint.readHeader(file);
        long bytes = Files.size(file);
        try {
            Snapshot job = Checkpoint.read(file).job();
            return new Inspection(file, bytes, header, Optional.of(job), Optional.empty());
        } catch (MalformedSnapshotException | IllegalArgumentException e) {
            String where = "in what follows the settings: " + e.getMessage();
            return new Inspection(file, bytes, header, Optional.empty(), Optional.of(where));
        }
    }

    /** The newest intact checkpoint in a directory; empty if there is none. */
    public static Optional<Inspection> newest(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        for (Path file : new CheckpointFiles(directory).newestFirst()) {
            Optional<Inspection> intact = intact(file);
            if (intact.isPresent()) {
                return intact;
            }
        }
        return Optional.empty();
    }

    private static Optional<Inspection> intact(Path file) {
        try {
            return Optional.of(of(file)).filter(read -> read.damage.isEmpty());
        } catch (IOException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    /** Of the model. */
    public long version() {
        return header.version();
    }

    /** When it was saved, in milliseconds since 1970. */
    public long savedMillis() {
        return header.savedMillis();
    }

    /** As text for people. */
    public String text() {
        var text = new StringBuilder();
        String whole = damage.map(what -> "damaged " + what).orElse("intact");
        text.append("%s: %s bytes, %s%n".formatted(file, bytes, whole));
        text.append(
                "version %s, saved %s, run %s%n"
                        .formatted(
                                header.version(),
                                Instant.ofEpochMilli(header.savedMillis()),
                                Long.toHexString(header.run())));
        header.settings()
                .settings()
                .forEach((name, value) -> text.append("  --%s %s%n".formatted(name, value)));
        job.ifPresent(
                state -> {
                    for (String name : state.names()) {
                        text.append(
                                "%s: %s, %s numbers%n"
                                        .formatted(
                                                name, state.describe(name), state.numbers(name)));
                    }
                });
        return text.toString();
    }

    /** As JSON for programs. */
    public JsonObject json() {
        var settings = new JsonObject();
        header.settings().settings().forEach(settings::put);
        var json =
                new JsonObject()
                        .put("file", file.toString())
                        .put("bytes", bytes)
                        .put("intact", damage.isEmpty())
                        .put("version", header.version())
                        .put("saved", Instant.ofEpochMilli(header.savedMillis()).toString())
                        .put("run", Long.toHexString(header.run()))
                        .put("settings", settings);
        damage.ifPresent(what -> json.put("damage", what));
        job.ifPresent(
                state -> {
                    var numbers = new JsonObject();
                    state.names().forEach(name -> numbers.put(name, state.numbers(name)));
                    json.put("numbers", numbers);
                });
        return json;
    }

    /**
     * Writes the model, in the format of the file name's ending: {@code .npy}, or {@code
     * .safetensors} with the tensors of the layout.
     *
     * @throws IllegalArgumentException if it is another format, or the state is damaged
     */
    public void writeModel(Path to) throws IOException {
        float[] model = model();
        int dimension = model.length;
        String name = to.getFileName().toString();
        if (name.endsWith(".npy")) {
            NpyFile.write(to, model);
        } else if (name.endsWith(".safetensors")) {
            SafetensorsFile.write(to, tensors(dimension), model, metadata());
        } else {
            throw new IllegalArgumentException(
                    "--model " + to + ": the name must end in .npy or .safetensors");
        }
    }

    /**
     * The parameters of the model.
     *
     * @throws IllegalArgumentException if the state is damaged
     */
    public float[] model() {
        Snapshot state =
                job.orElseThrow(() -> new IllegalArgumentException("it is " + damage.get()));
        return state.vector(PARAMETERS, (int) state.numbers(PARAMETERS));
    }

    private List<Tensor> tensors(int dimension) {
        String layout = header.settings().settings().getOrDefault("layout", "whole");
        if (layout.equals(ParameterLayout.WHOLE.toString())) {
            return List.of(new Tensor(PARAMETERS, List.of(dimension)));
        }
        List<Tensor> named = new ArrayList<>();
        for (Tensor tensor : ParameterLayout.parse(layout).tensors()) {
            String name = tensor.name().isEmpty() ? "tensor" + (named.size() + 1) : tensor.name();
            named.add(new Tensor(name, tensor.shape()));
        }
        return named;
    }

    private Map<String, String> metadata() {
        String job = header.settings().settings().getOrDefault("job", "");
        return Map.of("job", job, "version", "" + header.version());
    }
}
