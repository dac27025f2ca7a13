package bft.experiments.lab;

import bft.spec.Registry;

/** What each kind of experiment measures of a run, with what it means. */
public final class Measures {
    /** Of a training. */
    static final Registry<String> TRAINING = new Registry<>("measure");

    /** Of vectors that are drawn. */
    static final Registry<String> VECTORS = new Registry<>("measure");

    /** Of the time of a rule. */
    static final Registry<String> OVERHEAD = new Registry<>("measure");

    static {
        training("final", "accuracy of the last model");
        training("best", "highest accuracy");
        training("mean", "mean of all measured accuracies but the first model's");
        training("loss", "loss of the last model");
        training(
                "accepted",
                "share of the gradients that had weight under the rule; in modes async and ssp,"
                        + " that passed the filter");
        training("accepted-honest", "the same of honest gradients");
        training("accepted-byzantine", "the same of Byzantine gradients");
        training("attack-weight", "share of the Byzantine rows in the weight of all");
        training("attack-success", "share of the test rows classified as an attack on data wants");
        training(
                "leverage",
                "largest shift of a coordinate of the aggregate from the mean of the honest rows,"
                        + " divided by their deviation in that coordinate, median over the steps;"
                        + " in simulation, of steps with two honest rows or more");
        training("copied-honest", "share of the honest rows that were named as copies");
        training("copied-byzantine", "the same of Byzantine rows");
        training(
                "evaluated",
                "accuracy of the model on rows that workers hold out: the median of their last"
                        + " reports");
        training("staleness", "mean staleness of the accepted gradients, in versions");
        training("dampening", "mean dampening of the rows");
        training("dropped", "gradients refused as not finite");
        training("rounds", "rounds or steps that were made");
        training("gradients", "gradients that workers computed, local steps included");
        training(
                "pushed",
                "megabytes of the messages with gradients, if coordinates are normally distributed");
        training("megabytes", "the same, and the models pulled for them in float32");
        training("seconds", "seconds of all rounds, virtual ones in a simulation");
        training("gradients-to-target", "gradients until the target accuracy was first measured");
        training("megabytes-to-target", "megabytes until then");
        training("seconds-to-target", "seconds until then");
        training("failed", "1 if the run ended early, else 0");
        of(VECTORS, "vectors", "displacement", "distance of the aggregate from the honest mean");
        of(VECTORS, "vectors", "leeway", "largest difference from it in a coordinate");
        of(OVERHEAD, "overhead", "milliseconds", "processor time of the rule");
        of(OVERHEAD, "overhead", "mean-milliseconds", "processor time of the mean");
        of(OVERHEAD, "overhead", "overhead", "the first divided by the second");
    }

    private Measures() {}

    private static void training(String name, String meaning) {
        of(TRAINING, "training", name, meaning);
    }

    private static void of(Registry<String> kind, String of, String name, String meaning) {
        kind.named(name, meaning).fact("kind of experiment", of).madeBy(given -> name);
    }

    /** The measures of all kinds, for listings. */
    public static Registry<?> registry() {
        return new Registry<>("measure", TRAINING, VECTORS, OVERHEAD);
    }
}
