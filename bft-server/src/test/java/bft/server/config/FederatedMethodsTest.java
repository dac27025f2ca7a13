package bft.server.config;

import static bft.server.config.ServerSettings.FEDERATED;
import static bft.server.config.ServerSettings.MODE;
import static bft.server.config.ServerSettings.OPTIMISER;
import static bft.server.config.ServerSettings.SCHEDULE;
import static bft.worker.settings.WorkerSettings.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.server.optimiser.Optimisers;
import bft.worker.config.SettingValues;
import bft.worker.wire.Task;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FederatedMethodsTest {

    static Stream<String> names() {
        return FederatedMethods.registry().names().stream();
    }

    private static SettingValues expanded(String method) {
        return FederatedMethods.expanded(SettingValues.NONE.with(FEDERATED, method));
    }

    /** The text of local travels in the contract, which bounds its length. */
    @ParameterizedTest
    @MethodSource("names")
    void everyMethodChoosesLocalStepsOptimiserAndRate(String name) {
        SettingValues values = expanded(name).checked();
        assertThat(values.get(LOCAL)).contains("local-steps:k=");
        assertThat(values.get(LOCAL).length()).isLessThan(Task.MAX_NAME);
        assertThat(values.has(SCHEDULE)).isTrue();
        assertThat(Optimisers.of(values.get(OPTIMISER), values.get(SCHEDULE))).isNotNull();
    }

    @Test
    void dilocoIsAdamWithinAndNesterovOutside() {
        SettingValues values = expanded("diloco:k=7,rate=0.002");
        assertThat(values.get(LOCAL))
                .isEqualTo("adamw:decay=0.01,local-steps:k=7,rate=0.002,send=difference");
        assertThat(values.get(OPTIMISER)).isEqualTo("nesterov:beta=0.9");
        assertThat(values.get(SCHEDULE).rateAt(3)).isEqualTo(0.7);
        assertThat(values.has(MODE)).isFalse();
        assertThat(expanded("async-diloco").get(MODE)).isEqualTo("async");
    }

    @Test
    void fednovaScalesTheMeanStepByTheJobsNumberOfSteps() {
        SettingValues values = expanded("fednova:k=8,rate=0.25");
        assertThat(values.get(LOCAL)).endsWith("send=mean");
        assertThat(values.get(SCHEDULE).rateAt(0)).isEqualTo(2);
    }

    @Test
    void aSettingThatIsGivenBesidesOverridesTheMethods() {
        SettingValues given = SettingValues.NONE.with(FEDERATED, "fedadam").with(OPTIMISER, "sgd");
        SettingValues values = FederatedMethods.expanded(given);
        assertThat(values.get(OPTIMISER)).isEqualTo("sgd");
        assertThat(values.get(LOCAL)).startsWith("local-steps:k=5");
    }

    @Test
    void anUnknownMethodIsOneOfTheProblems() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> expanded("fedavvg").checked())
                .withMessageContaining("fedavg");
    }
}
