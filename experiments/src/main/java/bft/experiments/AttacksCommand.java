package bft.experiments;

import bft.attacks.AttackDescription;
import bft.attacks.Attacks;
import bft.attacks.behaviour.BehaviourDescription;
import bft.attacks.behaviour.Behaviours;
import bft.experiments.vectors.JsonVectors;
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
        description = "Lists the attacks on vectors and in time: what they know, send and rest on.")
final class AttacksCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "One JSON array instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        if (json) {
            var all = new ArrayList<Object>(Attacks.all());
            all.addAll(Behaviours.all());
            out.println(JsonVectors.MAPPER.writeValueAsString(all));
            return 0;
        }
        List<String> titles = List.of("attack", "what it sends, knows and rests on");
        Listing.print(out, false, titles, Attacks.all(), AttacksCommand::listing);
        out.println();
        out.println(
                "omniscient: sees the honest gradients in a simulation; a worker process of its own"
                        + "\nestimates them from what its colluders would honestly send."
                        + "\nnone, as an attack or a behaviour: as honest workers do.");
        out.println();
        List<String> inTime = List.of("behaviour", "when it sends what: b is the attack's");
        Listing.print(out, false, inTime, Behaviours.all(), AttacksCommand::listing);
        return 0;
    }

    private static Listing listing(BehaviourDescription behaviour) {
        List<String> lines = new ArrayList<>();
        lines.add(behaviour.summary());
        lines.addAll(behaviour.parameters());
        lines.add(behaviour.source());
        return new Listing(behaviour.name(), lines);
    }

    private static Listing listing(AttackDescription attack) {
        List<String> lines = new ArrayList<>();
        lines.add(attack.formula());
        lines.addAll(attack.parameters());
        String knowledge = attack.knowledge().name().toLowerCase(Locale.ROOT).replace("_", " ");
        lines.add("knows: " + knowledge);
        lines.add(attack.source());
        return new Listing(attack.name(), lines);
    }
}
