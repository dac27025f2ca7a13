package bft.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Defence;
import bft.experiments.scenario.Learning;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.Scenario;
import bft.experiments.scenario.Task;
import bft.server.optimiser.ParameterLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CallsTest {
    private static final int HONEST = 0;
    private static final int BYZANTINE = 6;

    private static LoadedScenario loaded(String model) {
        return loaded(model, Defence.rounds(2, "median"));
    }

    private static LoadedScenario loaded(String model, Defence defence) {
        return new Scenario(
                        new Task("built-in", Path.of("data"), model, "random", 32),
                        Cohort.attacked(7, 2, "sign-flip"),
                        defence,
                        new Learning("sgd", "0.1", 10, 10),
                        5)
                .load();
    }

    private static Calls calls(LoadedScenario loaded) {
        return new Calls(loaded, Path.of("run"), new ClusterRun.Care(false, 30));
    }

    @Test
    void heapsGrowWithTheModel() {
        LoadedScenario large = loaded("mlp:50000");
        Calls forLarge = calls(large);
        Calls forSmall = calls(loaded("mlp:1"));
        int megabytes = (int) (4L * large.dimension() / 1_000_000);

        int honest = forLarge.workerMegabytes(HONEST) - forSmall.workerMegabytes(HONEST);
        int byzantine = forLarge.workerMegabytes(BYZANTINE) - forSmall.workerMegabytes(BYZANTINE);
        assertThat(megabytes).isPositive();
        assertThat(honest).isGreaterThanOrEqualTo(6 * megabytes);
        assertThat(byzantine).isGreaterThanOrEqualTo((6 + 4 * 2) * megabytes);
    }

    @Test
    void theServerHearsOfModeFilterAndStaleness() {
        var defence = new Defence(2, "median", "ssp:s=3", "votes", 9);
        Calls asynchronous = calls(loaded("softmax", defence));
        assertThat(asynchronous.server())
                .contains("--mode=ssp:s=3", "--filter=votes", "--max-staleness=9");
        assertThat(calls(loaded("softmax")).server())
                .noneMatch(flag -> flag.matches("--(mode|filter|max-staleness)=.*"));
    }

    @Test
    void theServerHearsOfTheModelsTensors() {
        LoadedScenario loaded = loaded("mlp:hidden=5");
        assertThat(calls(loaded).server()).contains("--layout=" + loaded.layout());
        assertThat(loaded.layout().toString())
                .matches(
                        "layer1.weight=\\d+x5,layer1.bias=5,layer2.weight=5x(\\d+),layer2.bias=\\1");
        assertThat(ParameterLayout.parse(loaded.layout().toString())).isEqualTo(loaded.layout());
    }

    @Test
    void aServerOfManyVersionsHasRoomForThem() {
        int rounds = calls(loaded("mlp:50000")).serverMegabytes();
        var defence = new Defence(2, "median", "async", "kardam", 100);
        LoadedScenario large = loaded("mlp:50000", defence);
        int megabytes = (int) (4L * large.dimension() / 1_000_000);
        assertThat(calls(large).serverMegabytes() - rounds).isGreaterThan(100 * megabytes);
    }
}
