package bft.experiments.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.record.Series;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveTest {
    private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());
    private static final Terminal PLAIN = new Terminal(NOWHERE, false, false, 60);
    private static final Terminal COLOURED = new Terminal(NOWHERE, true, true, 60);
    private static final Series RISING =
            new Series("krum", new double[] {0, 10}, new double[] {0, 1});

    @Test
    void risesFromTheLowerLeftToTheUpperRight() {
        List<String> lines = Curve.draw(PLAIN, List.of(RISING), 5);
        assertThat(lines.get(0)).startsWith(" 100 % ┤").endsWith("a").hasSizeLessThanOrEqualTo(60);
        assertThat(lines.get(4)).startsWith("   0 % ┤a");
        assertThat(lines.get(6)).endsWith("round 10");
        assertThat(lines.get(7)).contains("a krum");
    }

    @Test
    void aFlatLineOnAScreenIsOneRowOfBraille() {
        var flat = new Series("mean", new double[] {0, 10}, new double[] {1, 1});
        List<String> lines = Curve.draw(COLOURED, List.of(flat), 5);
        assertThat(lines.get(0)).contains("⠉").doesNotContain("⣀");
        assertThat(lines.get(1)).endsWith("┤");
    }

    @Test
    void leavesOutWhatIsNotANumber() {
        var broken = new Series("mean", new double[] {0, 5, 10}, new double[] {Double.NaN, 2, 0.5});
        List<String> lines = Curve.draw(PLAIN, List.of(broken), 5);
        assertThat(lines.subList(0, 5).stream().filter(l -> l.contains("a"))).hasSize(1);
    }

    @Test
    void drawsAnEmptySeriesAsNothing() {
        var empty = new Series("mean", new double[0], new double[0]);
        assertThat(Curve.draw(PLAIN, List.of(empty), 5).get(2)).endsWith("┤");
    }
}
