package bft.spec;

import static bft.spec.Parameter.choice;
import static bft.spec.Parameter.count;
import static bft.spec.Parameter.number;
import static bft.spec.Parameter.numbers;
import static bft.spec.Parameter.text;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.wholes;
import static bft.spec.Parameter.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryTest {
    private static final Registry<Arguments> OTHERS = new Registry<>("other");

    static {
        OTHERS.named("must", "has no default")
                .takes(whole("b", "").atLeast(0).means("how many spare"))
                .madeBy(given -> given);
        OTHERS.named("plain", "takes nothing").madeBy(given -> given);
    }

    private static final Registry<Arguments> ALL = new Registry<>("one");

    static {
        ALL.named("all", "takes one of each type")
                .alias("everything")
                .takes(
                        whole("whole", "3").atLeast(1).atMost(64),
                        whole("cut", "f").atLeast(0),
                        number("number", "0.9").atLeast(0).below(1),
                        number("nu", "auto").above(0).or("off"),
                        numbers("numbers", "equal").above(0),
                        wholes("wholes", "8-16").atLeast(1),
                        count("rows", "n-f-2").atLeast(1),
                        word("kind", "high", "low"),
                        choice("unit", TimeUnit.SECONDS),
                        text("path", "none"))
                .source("a test")
                .madeBy(given -> given);
    }

    private static final Registry<Arguments> THINGS = new Registry<>("thing", ALL, OTHERS);

    @Test
    void readsTheDefaultsOfAllParameters() {
        Arguments given = THINGS.make("all");
        assertThat(given.whole("whole")).isEqualTo(3);
        assertThat(given.whole("cut", 7)).isEqualTo(7);
        assertThat(given.number("number")).isEqualTo(0.9);
        assertThat(given.number("nu", -1)).isEqualTo(-1);
        assertThat(given.numbers("numbers")).isEmpty();
        assertThat(given.wholes("wholes")).containsExactly(8, 16);
        assertThat(given.count("rows")).isEqualTo(new Count(true, 2));
        assertThat(given.is("kind", "high")).isTrue();
        assertThat(given.choice("unit", TimeUnit.class)).isEqualTo(TimeUnit.SECONDS);
        assertThat(given.text("path")).isEqualTo("none");
    }

    @Test
    void readsWhatIsGiven() {
        Arguments given =
                THINGS.make(
                        "everything:whole=64,cut=2,number=0,nu=1e-5,numbers=3/1.5,wholes=64,"
                                + "rows=5,kind=low,unit=nanoseconds,path=a.csv");
        assertThat(given.whole("whole")).isEqualTo(64);
        assertThat(given.whole("cut")).isEqualTo(2);
        assertThat(given.number("number")).isZero();
        assertThat(given.number("nu", -1)).isEqualTo(1e-5);
        assertThat(given.numbers("numbers")).containsExactly(3.0, 1.5);
        assertThat(given.wholes("wholes")).containsExactly(64);
        assertThat(given.count("rows")).isEqualTo(new Count(false, 5));
        assertThat(given.is("kind", "low")).isTrue();
        assertThat(given.choice("unit", TimeUnit.class)).isEqualTo(TimeUnit.NANOSECONDS);
        assertThat(given.text("path")).isEqualTo("a.csv");
        assertThat(THINGS.make("all:cut=f,nu=off,rows=n-f").is("nu", "off")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "al | no thing 'al', did you mean 'all'? (there are all, must, plain)",
                "xyz | no thing 'xyz'; there are all, must, plain",
                "all:hole=1 | all has no parameter 'hole', did you mean 'whole'? (there are whole,"
                        + " cut, number, nu, numbers, wholes, rows, kind, unit, path)",
                "plain:a=1 | plain has no parameter 'a'; there are none",
                "must | must needs b, a whole number >= 0: how many spare",
                "all:whole=x | all: whole must be a whole number in [1, 64], got 'x'",
                "all:whole=65 | all: whole must be a whole number in [1, 64], got '65'",
                "all:cut=-1 | all: cut must be a whole number >= 0, or f, got '-1'",
                "all:number=1 | all: number must be a number in [0, 1), got '1'",
                "all:number=NaN | all: number must be a number in [0, 1), got 'NaN'",
                "all:nu=0 | all: nu must be a number > 0, or one of auto, off, got '0'",
                "all:numbers=1/0 | all: numbers must be numbers separated by '/' > 0, or equal,"
                        + " got '1/0'",
                "all:wholes=8-x | all: wholes must be whole numbers separated by '-' >= 1, got"
                        + " '8-x'",
                "all:rows=0 | all: rows must be a whole number >= 1, n-f or n-f-NUMBER, got '0'",
                "all:rows=n-f--1 | all: rows must be a whole number >= 1, n-f or n-f-NUMBER, got"
                        + " 'n-f--1'",
                "all:kind=mid | all: kind must be one of high, low, got 'mid'",
            })
    void refusesInOneLineWithWhatIsAllowed(String text, String message) {
        assertThatThrownBy(() -> THINGS.make(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void listsParametersAsTheyAreWritten() {
        assertThat(THINGS.entry("all").parameters())
                .extracting(Parameter::toString)
                .startsWith(
                        "whole=3 (in [1, 64])",
                        "cut=f|NUMBER (>= 0)",
                        "number=0.9 (in [0, 1))",
                        "nu=auto|off|NUMBER (> 0)",
                        "numbers=equal|NUMBER/NUMBER/... (> 0)",
                        "wholes=8-16 (>= 1)",
                        "rows=n-f-2|n-f-NUMBER|NUMBER (>= 1)",
                        "kind=high|low");
        assertThat(THINGS.entry("must").parameters())
                .hasToString("[b=NUMBER (>= 0): how many spare]");
    }

    @Test
    void refusesTwoOfOneName() {
        Registry<Integer> things = new Registry<>("thing");
        things.named("a", "first").madeBy(given -> 1);
        assertThatThrownBy(() -> things.named("b", "second").alias("a").madeBy(given -> 2))
                .hasMessage("there are two of the name 'a'");
    }
}
