package bft.experiments;

import bft.experiments.scenario.Conditions;
import picocli.CommandLine.Option;

/** What a simulated run suffers, as options of a command. Times are distributions in seconds. */
final class ConditionsOptions {
    @Option(
            names = "--compute",
            defaultValue = "1",
            description =
                    "How long a worker takes for a gradient: seconds, exponential:mean=1,"
                            + " log-normal:median=1,sigma=0.5, pareto:minimum=1,shape=1.5,"
                            + " normal:mean=1,deviation=0.3; factors=3/1 makes worker 0 slower."
                            + " This and the options to come: in simulation only.")
    private String compute;

    @Option(names = "--delay", defaultValue = "0", description = "How long a message takes.")
    private String delay;

    @Option(names = "--step", defaultValue = "0", description = "How long the server's step takes.")
    private String step;

    @Option(names = "--loss", defaultValue = "0", description = "Share of the messages lost.")
    private double loss;

    @Option(
            names = "--staleness",
            defaultValue = Conditions.NONE,
            description =
                    "Versions that a gradient lies behind, if that is drawn, with arrivals in"
                            + " uniformly random order: d1 is N(6,2), d2 N(12,4), or any of the"
                            + " above.")
    private String staleness;

    @Option(
            names = "--faults",
            defaultValue = Conditions.NONE,
            description =
                    "crash:workers=3/4,at=10,for=5,pause:workers=0,at=2,for=1,partition:...; or"
                            + " random:count=5,within=60,longest=10.")
    private String faults;

    Conditions conditions() {
        return new Conditions(compute, delay, step, loss, staleness, faults);
    }
}
