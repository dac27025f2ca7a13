package bft.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunConfig;
import bft.server.optimiser.ParameterLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcessCommandsTest {
    private static final int HONEST = 0;
    private static final int BYZANTINE = 6;

    private static LoadedRun loaded(String... settings) {
        return RunConfig.of("workers=7", "byzantine=2", "rule=median", "rounds=10", "seed=5")
                .with(settings)
                .load();
    }

    private static ProcessCommands commands(LoadedRun loaded) {
        return new ProcessCommands(loaded, Path.of("run"));
    }

    @Test
    void heapsGrowWithTheModel() {
        LoadedRun large = loaded("model=mlp:50000");
        ProcessCommands forLarge = commands(large);
        ProcessCommands forSmall = commands(loaded("model=mlp:1"));
        int megabytes = (int) (4L * large.dimension() / 1_000_000);

        int honest = forLarge.workerMegabytes(HONEST) - forSmall.workerMegabytes(HONEST);
        int byzantine = forLarge.workerMegabytes(BYZANTINE) - forSmall.workerMegabytes(BYZANTINE);
        assertThat(megabytes).isPositive();
        assertThat(honest).isGreaterThanOrEqualTo(6 * megabytes);
        assertThat(byzantine).isGreaterThanOrEqualTo((6 + 4 * 2) * megabytes);
    }

    @Test
    void theServerHearsOfModeFilterAndStaleness() {
        ProcessCommands asynchronous =
                commands(loaded("mode=ssp:s=3", "filter=votes", "max-staleness=9"));
        assertThat(asynchronous.server())
                .contains("--mode=ssp:s=3", "--filter=votes", "--max-staleness=9");
        assertThat(commands(loaded()).server())
                .noneMatch(flag -> flag.matches("--(filter|max-staleness)=.*"));
    }

    @Test
    void workersAreToldWhatConcernsThem() {
        ProcessCommands commands = commands(loaded("batch=8", "attack=zero"));
        assertThat(commands.worker(HONEST, 7070))
                .startsWith("worker")
                .contains("--server=127.0.0.1:7070", "--data=built-in", "--partition=random")
                .noneMatch(flag -> flag.matches("--(attack|rule|workers|token|batch)=.*"));
        assertThat(commands.server()).contains("--batch=8", "--seed=5");
        assertThat(commands.worker(BYZANTINE, 7070))
                .startsWith("byzantine-worker")
                .contains("--batch=8", "--seed=5", "--attack=zero", "--rule=median");
    }

    @Test
    void theServerHearsOfTheModelsTensors() {
        LoadedRun loaded = loaded("model=mlp:hidden=5");
        assertThat(commands(loaded).server()).contains("--layout=" + loaded.layout());
        assertThat(loaded.layout().toString())
                .matches(
                        "layer1.weight=\\d+x5,layer1.bias=5,layer2.weight=5x(\\d+),layer2.bias=\\1");
        assertThat(ParameterLayout.parse(loaded.layout().toString())).isEqualTo(loaded.layout());
    }

    @Test
    void aServerOfManyVersionsHasRoomForThem() {
        int rounds = commands(loaded("model=mlp:50000")).serverMegabytes();
        LoadedRun large = loaded("model=mlp:50000", "mode=async", "max-staleness=100");
        int megabytes = (int) (4L * large.dimension() / 1_000_000);
        assertThat(commands(large).serverMegabytes() - rounds).isGreaterThan(100 * megabytes);
    }
}
