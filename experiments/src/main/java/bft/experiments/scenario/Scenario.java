package bft.experiments.scenario;

import bft.attacks.Attacks;
import bft.server.Deadlines;
import bft.server.JobSettings;
import bft.server.synchrony.Synchrony;
import bft.worker.data.Datasets;
import bft.worker.data.Partition;
import bft.worker.data.Split;

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

    /**
     * Settings of the server for this run: rounds of all n workers, or of n - f and the grace time.
     *
     * @throws IllegalArgumentException if rule, optimiser or schedule do not exist, or the rule
     *     cannot take n workers and f
     */
    public JobSettings jobSettings(long graceNanos, Deadlines deadlines) {
        return new JobSettings(
                cohort.n(),
                defence.aggregationRule(),
                Synchrony.bulkSynchronous(cohort.n(), cohort.n() - defence.f(), graceNanos),
                learning.training(seed),
                deadlines);
    }

    /**
     * Checks all that can be checked without the data.
     *
     * @throws IllegalArgumentException naming the value that cannot be
     */
    public void check() {
        jobSettings(0, new Deadlines(1, 1));
        if (cohort.byzantine() > 0) {
            Attacks.of(cohort.attack());
        }
        Partition.of(task.partition());
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
