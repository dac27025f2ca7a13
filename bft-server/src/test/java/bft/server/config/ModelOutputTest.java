package bft.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelOutputTest {
    @Test
    void putsTheVersionIntoTheName() {
        var output = new ModelOutput(Optional.of(Path.of("runs/model-{version}.npy")), 10);
        assertThat(output.fileOf(20)).contains(Path.of("runs/model-20.npy"));
    }

    @Test
    void oneNameKeepsOneVersion() {
        var output = new ModelOutput(Optional.of(Path.of("model.npy")), 10);
        assertThat(output.fileOf(20)).contains(Path.of("model.npy"));
        assertThat(ModelOutput.NONE.fileOf(20)).isEmpty();
    }
}
