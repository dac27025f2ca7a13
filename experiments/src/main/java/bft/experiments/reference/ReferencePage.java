package bft.experiments.reference;

import bft.spec.Entry;

/** All registries as one page in Markdown, made from the same entries as the listings. */
final class ReferencePage {
    private ReferencePage() {}

    static String text() {
        var page = new StringBuilder();
        page.append("# Reference: all names and their parameters\n\n");
        page.append("Made by `experiments/bft reference`; do not edit it. A specification is a");
        page.append(" name with parameters, such as\n`multi-krum:m=5,power=4`.\n");
        for (Listed listed : Registries.ALL) {
            page.append("\n## ").append(listed.command()).append("\n\n");
            page.append(listed.about()).append('\n');
            listed.registry().entries().forEach(entry -> append(page, entry));
            if (!listed.note().isEmpty()) {
                page.append('\n').append(listed.note()).append('\n');
            }
        }
        return page.toString();
    }

    private static void append(StringBuilder page, Entry<?> entry) {
        page.append("\n**`").append(entry.name()).append("`**");
        entry.aliases().forEach(alias -> page.append(" (also `").append(alias).append("`)"));
        page.append(": `").append(entry.summary()).append("`\n\n");
        entry.parameters().forEach(parameter -> page.append("- `").append(parameter).append("`\n"));
        entry.facts()
                .forEach(
                        (label, text) ->
                                page.append("- ")
                                        .append(label)
                                        .append(": ")
                                        .append(text)
                                        .append('\n'));
    }
}
