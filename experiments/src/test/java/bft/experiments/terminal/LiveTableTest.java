package bft.experiments.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class LiveTableTest {
    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    private LiveTable table(boolean live) {
        return new LiveTable(new Terminal(out, live, false, 40));
    }

    private String printed() {
        return text.toString();
    }

    @Test
    void replacesTheLastBlockOnAScreen() {
        LiveTable table = table(true);
        table.show(List.of("one", "two"));
        table.show(List.of("three", "four"));
        assertThat(printed()).isEqualTo("one\ntwo\n\u001b[2A\r\u001b[Jthree\nfour\n");
    }

    @Test
    void leavesAKeptBlockStanding() {
        LiveTable table = table(true);
        table.keep(List.of("one"));
        table.show(List.of("two"));
        assertThat(printed()).isEqualTo("one\ntwo\n");
    }

    @Test
    void printsOnlyWhatIsKeptWhenPiped() {
        LiveTable table = table(false);
        table.show(List.of("passing"));
        table.keep(List.of("x".repeat(50)));
        assertThat(printed()).isEqualTo("x".repeat(50) + "\n");
    }

    @Test
    void cutsLinesThatWouldWrap() {
        table(true).show(List.of("\u001b[1;31m" + "x".repeat(50) + "\u001b[0m"));
        assertThat(printed()).isEqualTo("\u001b[1;31m" + "x".repeat(39) + "\u001b[0m\n");
    }

    @Test
    void aPipeIsNeitherLiveNorColoured() {
        Terminal terminal = Terminal.standardOutput(out, new Properties(), Map.of("TERM", "xterm"));
        assertThat(terminal.live()).isFalse();
        assertThat(terminal.paint(1, "mean")).isEqualTo("mean");
    }

    @Test
    void noColourIsRespectedOnAScreen() {
        var properties = new Properties();
        properties.setProperty("bft.columns", "120");
        Terminal plain = Terminal.standardOutput(out, properties, Map.of("NO_COLOR", "1"));
        Terminal coloured = Terminal.standardOutput(out, properties, Map.of("NO_COLOR", ""));
        assertThat(plain.live()).isTrue();
        assertThat(plain.columns()).isEqualTo(120);
        assertThat(plain.colour()).isFalse();
        assertThat(coloured.paint(1, "mean")).isEqualTo("\u001b[1;31mmean\u001b[0m");
    }
}
