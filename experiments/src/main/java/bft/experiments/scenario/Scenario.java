package bft.experiments.scenario;

import bft.aggregation.Rules;
import bft.attacks.Attacks;
import bft.server.Deadlines;
import bft.server.JobSettings;
import bft.server.synchrony.Synchrony;

/**
 * One run, whole: the same scenario gives the same models.
 *
 * @param seed decides data, partitions, batches, initial parameters and whatever attack and rule
 *     draw
 */
public record Scenario(Task task, Cohort cohort, Learning learning, long seed) {

    /**
     * Settings of the server for this run: rounds of all n workers, or of n - f and the grace time.
     *
     * @throws IllegalArgumentException if rule, optimiser or schedule do not exist, or the rule
     *     cannot take n workers and f
     */
    public JobSettings jobSettings(long graceNanos, Deadlines deadlines) {
        return new JobSettings(
                cohort.n(),
                Rules.of(cohort.rule(), cohort.f()),
                Synchrony.bulkSynchronous(cohort.n(), cohort.n() - cohort.f(), graceNanos),
                learning.training(seed),
                deadlines);
    }

    /**
     * Reads the data, after a check of all that can be checked without.
     *
     * @throws IllegalArgumentException naming the value that cannot be
     */
    public LoadedScenario load() {
        jobSettings(0, new Deadlines(1, 1));
        if (cohort.byzantine() > 0) {
            Attacks.of(cohort.attack());
        }
        return new LoadedScenario(this);
    }
}
