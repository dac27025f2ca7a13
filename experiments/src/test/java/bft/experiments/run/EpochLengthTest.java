package bft.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.server.config.ServerSettings;
import bft.worker.settings.WorkerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of 500 rows 400 are to train, so that each of 8 workers has 50: 5 batches of 10. */
class EpochLengthTest {
    @TempDir Path directory;

    private RunConfig config(String... settings) throws Exception {
        Path file = Files.writeString(directory.resolve("own.csv"), "a,1,2\nb,2,3\n".repeat(250));
        RunConfig config =
                RunConfig.of(
                        "data=" + file + ":label=0",
                        "workers=8",
                        "byzantine=1",
                        "rule=mean",
                        "batch=10");
        assertThat(config.load().rowsToTrain()).isEqualTo(400);
        return config.with(settings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "partition=random              |  10",
                "partition=replicated          |  80",
                "mode=sampled:m=4              |  20",
                "mode=backup:b=3               |  16",
                "mode=async filter=none        |  80",
                "mode=async filter=none:bundle=4 | 20",
                "local=local-steps:k=5         |   2",
                "local=local-steps:k=1epoch    |   2",
                "federated=fedavg:k=0.4epochs  |   6",
                "epoch=7                       |  14",
            })
    void twoEpochsAreSoManyRounds(String settings, long rounds) throws Exception {
        String[] all = ("rounds=2epochs " + settings).split(" ");
        assertThat(config(all).rounds()).isEqualTo(rounds);
    }

    @Test
    void schedulesMeasurementsAndLocalStepsCountInEpochsAsWell() throws Exception {
        RunConfig config =
                config(
                        "rounds=8epochs",
                        "eval-every=0.5epoch",
                        "local=local-steps:k=1epoch",
                        "schedule=warm-up:k=4,steps=2epochs,step:rate=0.1,factor=0.5,every=3epochs");
        assertThat(config.get(RunSettings.EVAL_EVERY)).isEqualTo(1);
        assertThat(config.get(WorkerSettings.LOCAL)).isEqualTo("local-steps:k=5");
        assertThat(config.get(ServerSettings.SCHEDULE).toString())
                .isEqualTo("warm-up:k=4.0,steps=2,step:rate=0.1,factor=0.5,every=3");
        assertThat(config.toJson()).doesNotContain("epochs");
    }

    @Test
    void whereNoLengthIsCountedThereAreNoEpochs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunConfig.of("batch=2epochs"))
                .withMessageContaining("got '2epochs'");
    }
}
