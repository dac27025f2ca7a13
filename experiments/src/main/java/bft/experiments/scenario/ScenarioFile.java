package bft.experiments.scenario;

import bft.experiments.output.ResultFile;
import bft.experiments.output.UnwritableException;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;

/** A scenario as a JSON file: the record of what was run, and how processes are told. */
public final class ScenarioFile {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ScenarioFile() {}

    /** Writes the scenario. */
    public static void write(Path file, Scenario scenario) throws UnwritableException {
        try {
            ResultFile.write(file, JSON.writeValueAsBytes(scenario));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads a scenario.
     *
     * @throws IllegalArgumentException if the file holds none
     */
    public static Scenario read(Path file) throws IOException {
        try {
            return JSON.readValue(file.toFile(), Scenario.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + ": " + e.getOriginalMessage(), e);
        }
    }
}
