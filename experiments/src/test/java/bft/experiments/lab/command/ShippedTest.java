package bft.experiments.lab.command;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.lab.Experiment;
import bft.experiments.lab.ExperimentFile;
import bft.experiments.lab.ExperimentKinds;
import bft.experiments.lab.Variation;
import bft.worker.config.SettingValues;
import bft.worker.settings.WorkerSettings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedTest {
    static Stream<String> names() {
        return Shipped.NAMES.stream();
    }

    private static Experiment read(String name, boolean quick, boolean builtIn) throws Exception {
        return ExperimentFile.read(
                name + ".yaml",
                Shipped.text(name),
                new Variation(quick, builtIn, List.of()),
                new ExperimentKinds(SettingValues.NONE, false));
    }

    @ParameterizedTest
    @MethodSource("names")
    void isSoundInEachVariationAndClaimsSomething(String name) throws Exception {
        for (boolean quick : new boolean[] {false, true}) {
            for (boolean builtIn : new boolean[] {false, true}) {
                Experiment experiment = read(name, quick, builtIn);
                assertThat(experiment.expectations()).isNotEmpty();
                assertThat(experiment.figures()).isNotEmpty();
                assertThat(experiment.source()).isNotEmpty();
                assertThat(experiment.notes()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void needsNoFilesWhereNoneAreGivenOrSaysThatItDoes(String name) throws Exception {
        boolean saysSo = !ExperimentFile.needs(name, Shipped.text(name)).isEmpty();
        assertThat(read(name, true, true).points())
                .allSatisfy(
                        point ->
                                assertThat(saysSo)
                                        .isNotEqualTo(
                                                point.settings()
                                                        .get(WorkerSettings.DATA)
                                                        .equals("built-in")));
    }
}
