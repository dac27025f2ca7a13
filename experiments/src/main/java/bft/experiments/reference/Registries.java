package bft.experiments.reference;

import bft.aggregation.admission.policy.Filters;
import bft.aggregation.rules.Rules;
import bft.attacks.behaviour.Behaviours;
import bft.attacks.catalogue.Attacks;
import bft.worker.codec.Codecs;
import java.util.List;
import picocli.CommandLine;

/** All registries, in the order of the reference page. */
public final class Registries {
    static final List<Listed> ALL =
            List.of(
                    new Listed(
                            "rules",
                            Rules.registry(),
                            "Aggregation rules: what the server makes of the workers' gradients.",
                            "Beside each of them: momentum at the workers, m = beta m + (1 - beta)"
                                    + " g, sent instead of g. It shrinks the spread of honest rows,"
                                    + " which bounds the error of a rule; without it small lies,"
                                    + " the same in each round, add up (El Mhamdi et al., ICLR"
                                    + " 2021; Karimireddy et al., 2021)."),
                    new Listed(
                            "filters",
                            Filters.registry(),
                            "Filters: which gradients a server in mode async or ssp takes; tau is"
                                    + " their staleness.",
                            ""),
                    new Listed(
                            "attacks",
                            Attacks.registry(),
                            "Attacks: which vector b Byzantine workers send.",
                            "omniscient: sees the honest gradients in a simulation; a worker"
                                    + " process of its own estimates them from what its colluders"
                                    + " would honestly send. none, as an attack or a behaviour: as"
                                    + " honest workers do."),
                    new Listed(
                            "behaviours",
                            Behaviours.registry(),
                            "Behaviours: when Byzantine workers send the attack's vector b or the"
                                    + " honest g.",
                            ""),
                    new Listed(
                            "codecs",
                            Codecs.registry(),
                            "Codecs: how gradients travel; rules are those that hold on what"
                                    + " arrives.",
                            "A worker names one, a server those that it takes. Block, one-in and"
                                    + " share have to be the same at both ends; the rest is the"
                                    + " worker's own choice."));

    private Registries() {}

    /** Adds a command for each of them. */
    public static void addTo(CommandLine commandLine) {
        for (Listed listed : ALL) {
            commandLine.addSubcommand(listed.command(), RegistryCommand.of(listed));
        }
    }
}
