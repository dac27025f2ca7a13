package bft.experiments.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * A block of lines that is replaced in place on a screen. Elsewhere (a pipe, a file) nothing can be
 * replaced, so a block is printed only by {@link #keep}.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class LiveTable {
    private final Terminal terminal;
    private int drawn;

    public LiveTable(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Replaces the block with these lines; without a screen does nothing. */
    public void show(List<String> lines) {
        if (terminal.live()) {
            draw(lines);
        }
    }

    /** Replaces the block with these lines and keeps them; the next block goes below. */
    public void keep(List<String> lines) {
        draw(lines);
        drawn = 0;
    }

    private void draw(List<String> lines) {
        var text = new StringBuilder();
        if (drawn > 0) {
            text.append("\u001b[").append(drawn).append("A\r\u001b[J");
        }
        for (String line : fitted(lines)) {
            text.append(line).append(System.lineSeparator());
        }
        terminal.out().print(text);
        terminal.out().flush();
        drawn = terminal.live() ? lines.size() : 0;
    }

    /** A line longer than the screen would wrap, and the block could no longer be replaced. */
    private List<String> fitted(List<String> lines) {
        if (!terminal.live()) {
            return lines;
        }
        List<String> fitted = new ArrayList<>();
        for (String line : lines) {
            fitted.add(TextColumns.cut(line, terminal.columns() - 1));
        }
        return fitted;
    }
}
