package bft.experiments.reference;

import bft.experiments.terminal.TextColumns;
import bft.experiments.vectors.JsonVectors;
import bft.spec.Entry;
import bft.spec.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists a registry. */
@Command
final class RegistryCommand implements Callable<Integer> {
    private static final int WIDTH = 100;

    private final Listed listed;

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "One JSON array instead of a table.")
    private boolean json;

    private RegistryCommand(Listed listed) {
        this.listed = listed;
    }

    static CommandSpec of(Listed listed) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new RegistryCommand(listed));
        spec.usageMessage()
                .description("Lists " + startingLow(listed.about()))
                .footerHeading("%nExample:%n")
                .footer("  bft " + listed.command() + " --json");
        return spec;
    }

    private static String startingLow(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        List<? extends Entry<?>> entries = listed.registry().entries();
        if (json) {
            List<?> all = entries.stream().map(this::json).toList();
            out.println(JsonVectors.MAPPER.writeValueAsString(all));
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(listed.registry().kind(), listed.about()));
        entries.forEach(entry -> addRows(rows, entry));
        if (!listed.note().isEmpty()) {
            rows.add(List.of("", ""));
            rows.add(List.of("", listed.note()));
        }
        TextColumns.of(rows, 1, WIDTH).forEach(out::println);
        return 0;
    }

    private void addRows(List<List<String>> rows, Entry<?> entry) {
        rows.add(List.of("", ""));
        rows.add(List.of(entry.name(), entry.summary()));
        entry.parameters().forEach(parameter -> rows.add(List.of("", parameter.toString())));
        if (!entry.aliases().isEmpty()) {
            rows.add(List.of("", "also: " + String.join(", ", entry.aliases())));
        }
        listed.facts(entry).forEach((label, text) -> rows.add(List.of("", label + ": " + text)));
    }

    private Map<String, Object> json(Entry<?> entry) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", entry.name());
        all.put("aliases", entry.aliases());
        all.put("summary", entry.summary());
        all.put("parameters", entry.parameters().stream().map(RegistryCommand::json).toList());
        all.putAll(listed.facts(entry));
        return all;
    }

    private static Map<String, String> json(Parameter parameter) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("name", parameter.name());
        all.put("value", parameter.wanted());
        all.put("default", parameter.defaultText());
        all.put("meaning", parameter.meaning());
        return all;
    }
}
