package bft.experiments.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextColumnsTest {
    @Test
    void columnsAreAsWideAsTheirContents() {
        List<String> lines =
                TextColumns.of(List.of(List.of("rule", "n"), List.of("krum", "2f + 3")), 1, 100);
        assertThat(lines).containsExactly("rule  n", "krum  2f + 3");
    }

    @Test
    void theLastColumnWrapsInTheRoomThatIsLeft() {
        String text = "word ".repeat(30).strip();
        List<String> lines = TextColumns.of(List.of(List.of("krum", text)), 1, 60);
        assertThat(lines)
                .hasSizeGreaterThan(2)
                .allSatisfy(l -> assertThat(l.length()).isLessThan(61));
        assertThat(String.join(" ", lines).replaceAll("\\s+", " ")).isEqualTo("krum " + text);
    }
}
