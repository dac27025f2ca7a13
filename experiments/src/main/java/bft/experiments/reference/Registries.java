package bft.experiments.reference;

import bft.aggregation.admission.policy.Filters;
import bft.aggregation.rules.Rules;
import bft.attacks.behaviour.Behaviours;
import bft.attacks.catalogue.Attacks;
import bft.experiments.chaos.Hostilities;
import bft.experiments.lab.ExperimentLanguage;
import bft.experiments.lab.Measures;
import bft.experiments.run.Distribution;
import bft.experiments.run.Fault;
import bft.server.config.FederatedMethods;
import bft.server.optimiser.Optimisers;
import bft.server.optimiser.Schedules;
import bft.server.synchrony.Modes;
import bft.worker.codec.Codecs;
import bft.worker.data.Datasets;
import bft.worker.data.Partitions;
import bft.worker.model.Models;
import bft.worker.training.BatchPlan;
import bft.worker.training.HeldOut;
import bft.worker.training.LocalMethods;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** All registries, in the order of the reference page. */
public final class Registries {
    static final List<Listed> ALL =
            List.of(
                    new Listed(
                            "rules",
                            Rules::registry,
                            "Aggregation rules: what the server makes of the workers' gradients.",
                            "With each of them: momentum at the workers, m = beta m + (1 - beta)"
                                    + " g, sent instead of g. It shrinks the spread of honest rows,"
                                    + " which bounds the error of a rule; without it small lies,"
                                    + " the same in each round, add up (El Mhamdi et al., ICLR"
                                    + " 2021; Karimireddy et al., 2021)."),
                    new Listed(
                            "filters",
                            Filters::registry,
                            "Filters: which gradients a server in mode async or ssp accepts; tau is"
                                    + " their staleness.",
                            ""),
                    new Listed(
                            "attacks",
                            Attacks::registry,
                            "Attacks: which vector b Byzantine workers send.",
                            "omniscient: sees the honest gradients in a simulation; a separate worker"
                                    + " process estimates them from what its colluders"
                                    + " would honestly send. none, as an attack or a behaviour: as"
                                    + " honest workers do."),
                    new Listed(
                            "behaviours",
                            Behaviours::registry,
                            "Behaviours: when Byzantine workers send the attack's vector b or the"
                                    + " honest g.",
                            ""),
                    new Listed(
                            "modes",
                            Modes::registry,
                            "Modes: which gradients make a step, and when.",
                            ""),
                    new Listed(
                            "optimisers",
                            Optimisers::registry,
                            "Optimisers: how an aggregate g moves the parameters x.",
                            "rate(t): the schedule's; d: number of parameters."),
                    new Listed(
                            "schedules",
                            Schedules::registry,
                            "Schedules: the learning rate after t finished steps.",
                            "A plain number is a constant rate."),
                    new Listed(
                            "models",
                            Models::registry,
                            "Models: what workers learn, and what they compute gradients of.",
                            ""),
                    new Listed("codecs", Codecs::registry, "Codecs: how gradients travel.", ""),
                    new Listed(
                            "local-methods",
                            LocalMethods::registry,
                            "Local methods: what honest workers do with gradients before they send"
                                    + " them; a chain applies from left to right.",
                            ""),
                    new Listed(
                            "evaluations",
                            HeldOut::registry,
                            "Evaluations: what workers report of the model on rows of their own.",
                            ""),
                    new Listed(
                            "samplings",
                            BatchPlan::registry,
                            "Samplings: how a worker draws its batches, and how they grow.",
                            ""),
                    new Listed(
                            "federated-methods",
                            FederatedMethods::registry,
                            "Federated methods: settings of workers and server, by name; the rule"
                                    + " takes the place of their mean.",
                            "SCAFFOLD is not among them: its workers send and receive a control"
                                    + " variate beside the model, and a gradient here is one vector"
                                    + " each way."),
                    new Listed(
                            "partitions",
                            Partitions::registry,
                            "Partitions: which rows of the training data a worker learns from.",
                            ""),
                    new Listed(
                            "datasets", Datasets::registry, "Data sets: what to learn from.", ""),
                    new Listed(
                            "distributions",
                            Distribution::registry,
                            "Distributions: times in seconds, or staleness in versions.",
                            "A plain number is that number, always."),
                    new Listed(
                            "faults",
                            Fault::registry,
                            "Faults: what fails in a simulation; a chain of them is a list.",
                            ""),
                    new Listed(
                            "measures",
                            Measures::registry,
                            "Measures: what experiments tell of a run, in tables, figures and"
                                    + " expectations.",
                            "A measure without data, such as the staleness of no gradient, is not a"
                                    + " number, shown as -. Of a run that ended early, final and"
                                    + " loss are those of its last model, which is always finite."),
                    new Listed(
                            "hostilities",
                            Hostilities::registry,
                            "Hostilities: what bft chaos does to a running server.",
                            "The culprit must be named where there is one. Workers that send what"
                                    + " an honest one might send are named only by chance."));

    /** What experiment files are made of, for the reference page only. */
    static final List<Listed> EXPERIMENT_FILES =
            List.of(
                    new Listed(
                            "experiment files: keys",
                            ExperimentLanguage::keys,
                            "An experiment is a file in YAML with these keys. Every error in it is"
                                    + " found before anything runs.",
                            ""),
                    new Listed(
                            "experiment files: expectations",
                            ExperimentLanguage::grammar,
                            "The grammar of an inequality under expect, such as krum.final >="
                                    + " mean.final + 0.2 over min.",
                            ""),
                    new Listed(
                            "experiment files: figures",
                            ExperimentLanguage::figures,
                            "Kinds of figures; lines names the axis with a curve or row for each"
                                    + " value, and each value of every other axis has a drawing.",
                            ""));

    private Registries() {}

    /** The names of their commands. */
    public static Set<String> names() {
        return ALL.stream().map(Listed::command).collect(Collectors.toSet());
    }

    /** Adds a command for each of them. */
    public static void addTo(CommandLine commandLine) {
        for (Listed listed : ALL) {
            commandLine.addSubcommand(listed.command(), RegistryCommand.of(listed));
        }
    }
}
