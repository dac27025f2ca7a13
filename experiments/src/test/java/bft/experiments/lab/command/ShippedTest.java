package bft.experiments.lab.command;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.lab.Experiments;
import bft.experiments.lab.Suite;
import bft.experiments.lab.SuiteFile;
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

    private static Suite read(String name, boolean quick, boolean builtIn) throws Exception {
        return SuiteFile.read(
                name + ".yaml",
                Shipped.text(name),
                new Variation(quick, builtIn, List.of()),
                new Experiments(SettingValues.NONE, false));
    }

    @ParameterizedTest
    @MethodSource("names")
    void isSoundInEachVariationAndClaimsSomething(String name) throws Exception {
        for (boolean quick : new boolean[] {false, true}) {
            for (boolean builtIn : new boolean[] {false, true}) {
                Suite suite = read(name, quick, builtIn);
                assertThat(suite.expectations()).isNotEmpty();
                assertThat(suite.figures()).isNotEmpty();
                assertThat(suite.source()).isNotEmpty();
                assertThat(suite.notes()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void needsNoFilesWhereNoneAreGiven(String name) throws Exception {
        assertThat(read(name, true, true).points())
                .allSatisfy(
                        point ->
                                assertThat(point.settings().get(WorkerSettings.DATA))
                                        .isEqualTo("built-in"));
    }
}
