package bft.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecTest {
    @Test
    void readsChainsWithParameters() {
        assertThat(Spec.parseChain(" bucketing:s=2,multi-krum:m=5,power=4,median "))
                .extracting(Spec::toString)
                .containsExactly("bucketing:s=2", "multi-krum:m=5,power=4", "median");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | '' in '' is not a name",
                "a,,b | '' in 'a,,b' is not a name",
                "Krum | 'Krum' in 'Krum' is not a name",
                "a: | '' in 'a:' is not parameter=value",
                "a:b | 'b' in 'a:b' is not parameter=value",
                "a:b= | 'b=' in 'a:b=' is not parameter=value",
                "a:b=1,b=2 | 'b' occurs twice in 'a:b=1,b=2'",
                "a,b | 'a,b' names more than one thing",
            })
    void refusesMalformedSpecifications(String text, String message) {
        assertThatThrownBy(() -> Spec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
