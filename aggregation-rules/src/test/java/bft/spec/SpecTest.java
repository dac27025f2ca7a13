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

    @Test
    void readsValues() {
        Spec spec = Spec.parse("krum:m=5,x=-2.5,kind=low");
        assertThat(spec.integer("m", 1)).isEqualTo(5);
        assertThat(spec.integer("k", 1)).isEqualTo(1);
        assertThat(spec.number("x", 0)).isEqualTo(-2.5);
        assertThat(spec.number("y", 7)).isEqualTo(7);
        assertThat(spec.oneOf("kind", "high", "low")).isEqualTo("low");
        assertThat(spec.oneOf("other", "high", "low")).isEqualTo("high");
        assertThat(spec.text("kind", "")).isEqualTo("low");
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
                "a:b=1,b=2 | 'b' stands twice in 'a:b=1,b=2'",
                "a,b | 'a,b' names more than one thing",
            })
    void refusesWhatIsNoSpecification(String text, String message) {
        assertThatThrownBy(() -> Spec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusesValuesAndParametersThatAreNone() {
        Spec spec = Spec.parse("krum:m=x,y=NaN");
        assertThatThrownBy(() -> spec.integer("m", 1))
                .hasMessage("krum: m must be a whole number, got 'x'");
        assertThatThrownBy(() -> spec.number("m", 1))
                .hasMessage("krum: m must be a number, got 'x'");
        assertThatThrownBy(() -> spec.number("y", 1))
                .hasMessage("krum: y must be a finite number, got 'NaN'");
        assertThatThrownBy(() -> spec.oneOf("m", "a", "b"))
                .hasMessage("krum: m must be one of a, b, got 'x'");
        assertThatThrownBy(() -> spec.allowing("m"))
                .hasMessage("krum has no parameter 'y'; it has m");
        assertThatThrownBy(spec::allowing).hasMessage("krum has no parameter 'm'");
    }
}
