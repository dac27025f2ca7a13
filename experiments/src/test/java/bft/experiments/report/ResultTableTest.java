package bft.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.lab.HandMade;
import bft.experiments.lab.RunOutcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultTableTest {
    private static final double NONE = Double.NaN;

    private static RunOutcome outcome(double accuracy, double loss, String failure) {
        return HandMade.outcome(Map.of("final", accuracy, "loss", loss), failure);
    }

    @Test
    void theFileHasALineForEachRunWithEveryMeasureInFull() {
        var made =
                new HandMade(List.of("final", "loss"), List.of(4L, 7L), "f=0 2", "rule=mean krum");
        made.at("f=0,mean", outcome(0.1, 2, ""), outcome(1 / 3.0, 1e-9, ""));
        made.at("f=0,krum", outcome(0.5, 1, ""), outcome(0.5, 1, ""));
        made.at("f=2,mean", outcome(0.2, NONE, "a \"b\", c"), outcome(0.3, 3, ""));
        made.at("f=2,krum", outcome(0.9, 0.5, ""), outcome(0.8, 0.25, ""));
        assertThat(ResultTable.csv(made.results(List.of())))
                .isEqualTo(
                        """
                        f,rule,seed,final,loss,ended
                        0,mean,4,0.1,2.0,""
                        0,mean,7,0.3333333333333333,1.0E-9,""
                        0,krum,4,0.5,1.0,""
                        0,krum,7,0.5,1.0,""
                        2,mean,4,0.2,NaN,"a 'b', c"
                        2,mean,7,0.3,3.0,""
                        2,krum,4,0.9,0.5,""
                        2,krum,7,0.8,0.25,""
                        """);
    }

    /** The median of 0.1, 0.4, 0.5 is 0.4; of 0.2 and 0.3 it is 0.25. */
    @Test
    void aRowHasTheMedianOverTheSeedsAndTheirRange() {
        var three = new HandMade(List.of("final"), List.of(0L, 1L, 2L), "rule=mean krum");
        three.at("mean", 0.5, 0.1, 0.4).at("krum", 0.75, 0.75, 0.75);
        assertThat(ResultTable.rows(three.results(List.of())))
                .containsExactly(
                        List.of("point", "final"),
                        List.of("mean", "0.400 (0.100 to 0.500)"),
                        List.of("krum", "0.750"));
        var two = new HandMade(List.of("final"), List.of(0L, 1L)).at("all", 0.3, 0.2);
        assertThat(ResultTable.rows(two.results(List.of())).get(1))
                .containsExactly("all", "0.250 (0.200 to 0.300)");
    }

    @Test
    void aFigureThatOneSeedLacksIsNone() {
        var made = new HandMade(List.of("final"), List.of(0L, 1L, 2L)).at("all", 0.3, NONE, 0.2);
        assertThat(ResultTable.rows(made.results(List.of())).get(1)).containsExactly("all", "-");
    }

    /** Of four measures only three differ between runs; the fourth is 1 everywhere. */
    @Test
    void aMeasureThatIsTheSameEverywhereIsLeftOutIfEnoughOthersAreLeft() {
        var measures = List.of("a", "b", "c", "same");
        var made = new HandMade(measures, List.of(0L), "rule=mean krum");
        made.at("mean", abc(1, 2, 3)).at("krum", abc(4, 5, 6));
        assertThat(ResultTable.rows(made.results(List.of())).get(0))
                .containsExactly("point", "a", "b", "c");
        made.at("krum", abc(4, 5, 3));
        assertThat(ResultTable.rows(made.results(List.of())).get(0))
                .containsExactly("point", "a", "b", "c", "same");
    }

    private static RunOutcome abc(double a, double b, double c) {
        return HandMade.outcome(Map.of("a", a, "b", b, "c", c, "same", 1.0));
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, -",
        "0, 0",
        "12, 12",
        "-3, -3",
        "0.5, 0.500",
        "0.9995, 1.000",
        "0.0004, 4.0e-04",
        "-0.25, -0.250",
        "999999, 999999",
        "1000000, 1.0e+06",
        "123456.7, 1.2e+05",
        "99999.5, 99999.500",
    })
    void numbersAreAsShortAsTheyTell(double value, String text) {
        assertThat(ResultTable.number(value)).isEqualTo(text);
    }
}
