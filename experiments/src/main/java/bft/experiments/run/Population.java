package bft.experiments.run;

import bft.aggregation.Limits;
import bft.server.config.ServerSettings;
import bft.spec.BadArgument;
import bft.worker.config.SettingValues;

/**
 * * The workers of a run: how many there are, how many of them attack, and how.
 *
 * @param n workers, from 1 to 1000: all of them run on this machine
 * @param attackers how many of them attack: the last ones
 * @param attack what vectors the attackers send, such as {@code sign-flip:scale=10}, or {@link
 *     RunSettings#NONE}; ignored when there are no attackers
 * @param behaviour when and how often they send these vectors
 */
public record Population(int n, int attackers, String attack, String behaviour) {
    public Population {
        BadArgument.when(n > Limits.LOCAL_WORKERS)
                .because("workers must be at most %s, got n=%s", Limits.LOCAL_WORKERS, n);
        BadArgument.when(attackers >= n)
                .because(
                        "workers must satisfy 0 <= attackers < n, got n=%s, attackers=%s",
                        n, attackers);
    }

    /**
     * The workers of a run. Attackers that change neither the vectors nor the times are honest, so
     * there are none.
     */
    static Population of(SettingValues values) {
        String attack = values.get(RunSettings.ATTACK);
        String behaviour = values.get(RunSettings.BEHAVIOUR);
        int n = values.get(ServerSettings.WORKERS);
        int attackers = values.get(RunSettings.ATTACKERS);
        var population = new Population(n, attackers, attack, behaviour);
        return attack.equals(RunSettings.NONE) && population.isPunctual()
                ? new Population(n, 0, attack, behaviour)
                : population;
    }

    /** Whether some workers send vectors that no worker honestly computed. */
    public boolean forges() {
        return attackers > 0 && !attack.equals(RunSettings.NONE);
    }

    /** Whether attackers send one gradient for each model, at once. */
    public boolean isPunctual() {
        return behaviour.equals(RunSettings.NONE);
    }

    /** The number of workers that do not attack. */
    public int honest() {
        return n - attackers;
    }

    /** Whether this worker attacks. */
    public boolean isByzantine(int worker) {
        return worker >= honest();
    }
}
