package bft.experiments;

import bft.attacks.AttackDescription;
import bft.attacks.Attacks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "attacks",
        mixinStandardHelpOptions = true,
        description = "Lists the attacks: what they know, send and rest on.")
final class AttacksCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "One JSON array instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<String> titles = List.of("attack", "knows", "what it sends");
        var out = spec.commandLine().getOut();
        Listing.print(out, json, titles, Attacks.all(), AttacksCommand::listing);
        return 0;
    }

    private static Listing listing(AttackDescription attack) {
        List<String> lines = new ArrayList<>();
        lines.add(attack.formula());
        lines.addAll(attack.parameters());
        lines.add(attack.source());
        String knowledge = attack.knowledge().name().toLowerCase(Locale.ROOT).replace("_", " ");
        return new Listing(attack.name(), knowledge, lines);
    }
}
