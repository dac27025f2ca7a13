package bft.experiments.scenario;

import bft.attacks.behaviour.Behaviours;
import bft.attacks.catalogue.Attacks;
import bft.server.core.Deadlines;
import bft.server.core.JobSettings;
import bft.server.optimiser.ParameterLayout;
import bft.server.synchrony.Modes;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.data.Datasets;
import bft.worker.data.Partition;
import bft.worker.data.Split;
import bft.worker.training.LocalMethods;
import java.util.OptionalInt;

/**
 * One run, whole: the same scenario gives the same models, in a simulation to the bit.
 *
 * @param seed decides data, partitions, batches, initial parameters and whatever attack and rule
 *     draw
 */
public record Scenario(
        Task task,
        Cohort cohort,
        Defence defence,
        Learning learning,
        Conditions conditions,
        long seed) {

    /** A run where nothing is late, lost or broken. */
    public Scenario(Task task, Cohort cohort, Defence defence, Learning learning, long seed) {
        this(task, cohort, defence, learning, Conditions.EQUAL, seed);
    }

    /** The same task with other workers and another defence. */
    public Scenario with(Cohort otherCohort, Defence otherDefence) {
        return new Scenario(task, otherCohort, otherDefence, learning, conditions, seed);
    }

    /** The same run under other conditions. */
    public Scenario with(Conditions otherConditions) {
        return new Scenario(task, cohort, defence, learning, otherConditions, seed);
    }

    /**
     * Settings of the server for this run.
     *
     * @param graceNanos how long the server waits for those who are late, in the mode's sense
     * @param layout of the model's parameters
     * @throws IllegalArgumentException if rule, mode, filter, optimiser or schedule do not exist,
     *     or do not go together with n workers and f
     */
    JobSettings jobSettings(long graceNanos, Deadlines deadlines, ParameterLayout layout) {
        int f = defence.f();
        var limits = new Modes.Limits(OptionalInt.empty(), graceNanos, defence.namedMaxStaleness());
        return new JobSettings(
                cohort.n(),
                defence.aggregationRule(),
                Modes.of(defence.mode(), cohort.n(), f, limits),
                defence.namedFilter(),
                learning.training(layout, seed),
                deadlines);
    }

    /**
     * How gradients travel.
     *
     * @throws IllegalArgumentException if there is no such codec
     */
    public GradientCodec codec() {
        return Codecs.of(task.codec());
    }

    /**
     * Checks all that can be checked without the data.
     *
     * @throws IllegalArgumentException naming the value that cannot be
     */
    public void check() {
        JobSettings settings = jobSettings(0, new Deadlines(1, 1), ParameterLayout.WHOLE);
        if (conditions.drawsStaleness() && !settings.synchrony().takesStale()) {
            throw new IllegalArgumentException(
                    "staleness %s draws stale gradients, and mode %s takes none that are stale"
                            .formatted(conditions.staleness(), defence.mode()));
        }
        Fault.of(conditions.faults(), cohort.n(), seed);
        if (cohort.forges()) {
            Attacks.of(cohort.attack());
        }
        if (cohort.byzantine() > 0) {
            Behaviours.of(cohort.behaviour());
        }
        Partition.of(task.partition());
        LocalMethods.of(task.local());
        codec();
    }

    /**
     * Reads the data, after a check of all that can be checked without.
     *
     * @throws IllegalArgumentException naming the value that cannot be
     */
    public LoadedScenario load() {
        check();
        return load(Datasets.load(task.data(), task.directory(), seed));
    }

    /**
     * Takes data that were read before.
     *
     * @param split what the task names, for this seed
     * @throws IllegalArgumentException naming the value that cannot be
     */
    public LoadedScenario load(Split split) {
        check();
        return new LoadedScenario(this, split);
    }
}
