package bft.server.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.worker.wire.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterLayoutTest {
    @Test
    void readsShapesWithAndWithoutNames() {
        ParameterLayout layout = ParameterLayout.parse("784x100, 100,out.weight=100x10,10");
        assertThat(layout.tensors())
                .containsExactly(
                        new Tensor("", List.of(784, 100)),
                        new Tensor("", List.of(100)),
                        new Tensor("out.weight", List.of(100, 10)),
                        new Tensor("", List.of(10)));
        assertThat(layout.bounds(79_510)).containsExactly(0, 78_400, 78_500, 79_500, 79_510);
        assertThat(ParameterLayout.parse(layout.toString())).isEqualTo(layout);
    }

    @Test
    void theWholeIsOneTensorOfWhateverThereIs() {
        assertThat(ParameterLayout.WHOLE.bounds(7)).containsExactly(0, 7);
        assertThat(ParameterLayout.WHOLE.bounds(70)).containsExactly(0, 70);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "784*100 | '784*100' in '784*100' must be a shape such as 784x100",
                "3,      | '' in '3,' must be a shape",
                "3x0     | needs 1 to 8 axes of length >= 1, got [3, 0]",
                "-3      | needs 1 to 8 axes of length >= 1, got [-3]",
                "1x1x1x1x1x1x1x1x1 | needs 1 to 8 axes",
                "99999999999 | must be a shape",
            })
    void whatIsNoLayoutIsNamed(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParameterLayout.parse(text))
                .withMessageContaining(message);
    }

    @Test
    void sizesBeyondAnyModelAreRefused() {
        ParameterLayout layout = ParameterLayout.parse("65536x65536,65536x65536x65536");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.bounds(10))
                .withMessageContaining("the model 10");
    }
}
