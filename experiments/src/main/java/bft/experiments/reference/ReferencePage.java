package bft.experiments.reference;

import bft.experiments.terminal.Columns;
import bft.spec.Entry;
import java.util.List;

/** All registries as one page in Markdown, made from the same entries as the listings. */
final class ReferencePage {
    private static final int WIDTH = 120;

    private final StringBuilder page = new StringBuilder();

    private ReferencePage() {}

    static String text() {
        var page = new ReferencePage();
        page.lines("# Reference: all names and their parameters");
        page.lines(
                "Made by `experiments/bft reference`; do not edit it. A specification is a name"
                        + " with parameters, such as `multi-krum:m=5,power=4`.");
        Registries.ALL.forEach(page::add);
        return page.page.toString();
    }

    private void add(Listed listed) {
        lines("## " + listed.command());
        lines(listed.about());
        listed.registry().entries().forEach(this::add);
        if (!listed.note().isEmpty()) {
            lines(listed.note());
        }
    }

    private void add(Entry<?> entry) {
        var also = new StringBuilder();
        entry.aliases().forEach(alias -> also.append(" (also `").append(alias).append("`)"));
        lines("**`%s`**%s: `%s`".formatted(entry.name(), also, entry.summary()));
        entry.parameters().forEach(parameter -> bullet("`" + parameter + "`"));
        entry.facts().forEach((label, text) -> bullet(label + ": " + text));
        page.append('\n');
    }

    private void lines(String paragraph) {
        append(List.of(paragraph));
        page.append('\n');
    }

    private void bullet(String text) {
        append(List.of("-", text));
    }

    private void append(List<String> cells) {
        Columns.of(List.of(cells), 1, WIDTH).forEach(line -> page.append(line).append('\n'));
    }
}
