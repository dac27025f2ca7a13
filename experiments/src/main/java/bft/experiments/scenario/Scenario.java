package bft.experiments.scenario;

import static bft.experiments.scenario.RunSettings.CONDITIONS;
import static bft.experiments.scenario.RunSettings.EVAL_EVERY;
import static bft.experiments.scenario.RunSettings.FAULTS;
import static bft.experiments.scenario.RunSettings.STALENESS;
import static bft.server.config.ServerSettings.BYZANTINE;
import static bft.server.config.ServerSettings.MODE;
import static bft.server.config.ServerSettings.ROUNDS;
import static bft.server.config.ServerSettings.RULE;
import static bft.worker.settings.WorkerSettings.DATA;
import static bft.worker.settings.WorkerSettings.DATA_DIR;
import static bft.worker.settings.WorkerSettings.SEED;

import bft.aggregation.AggregationRule;
import bft.aggregation.rules.Rules;
import bft.attacks.behaviour.Behaviours;
import bft.attacks.catalogue.Attacks;
import bft.server.config.ServerOptions;
import bft.server.core.JobSettings;
import bft.server.optimiser.ParameterLayout;
import bft.server.synchrony.Modes;
import bft.worker.config.Setting;
import bft.worker.config.SettingValues;
import bft.worker.data.Datasets;
import bft.worker.data.Split;
import io.vertx.core.json.JsonObject;

/**
 * One run, whole: the same scenario gives the same models, in a simulation to the bit.
 *
 * @param values of {@link RunSettings#ALL}
 */
public record Scenario(SettingValues values) {
    /**
     * @throws IllegalArgumentException with every value that cannot be
     */
    public Scenario {
        values.checked();
    }

    /** A run with defaults but for some settings, such as {@code batch=8}. */
    public static Scenario of(String... assignments) {
        return new Scenario(RunSettings.ALL.read(assignments));
    }

    /** The same run but for some settings. */
    public Scenario with(String... assignments) {
        return new Scenario(RunSettings.ALL.read(assignments).over(values));
    }

    /** The value of a setting. */
    public <T> T get(Setting<T> setting) {
        return values.get(setting);
    }

    /** As {@code bft train --config} reads it, with the values of all settings. */
    public String toJson() {
        var texts = new JsonObject();
        values.texts(RunSettings.ALL.all()).forEach(texts::put);
        return texts.encodePrettily() + "\n";
    }

    /** Who takes part. */
    public Cohort cohort() {
        return Cohort.of(values);
    }

    /** Decides all that is drawn. */
    public long seed() {
        return get(SEED);
    }

    /** How many versions are made. */
    public long rounds() {
        return get(ROUNDS);
    }

    /** Whether this version is measured; the last always is. */
    public boolean isEvaluated(long version) {
        return version % get(EVAL_EVERY) == 0 || version == rounds();
    }

    /** Whether the server judges each gradient by itself, and not in a round with others. */
    public boolean judgesEach() {
        return Modes.isAsynchronous(get(MODE));
    }

    /**
     * The server's rule.
     *
     * @throws IllegalArgumentException if there is none of that name or it cannot take f
     */
    public AggregationRule aggregationRule() {
        return Rules.of(get(RULE), get(BYZANTINE));
    }

    /**
     * Checks all that can be checked without the data.
     *
     * @throws IllegalArgumentException naming the value that cannot be
     */
    public void check() {
        Cohort cohort = cohort();
        JobSettings job = ServerOptions.job(values, ParameterLayout.WHOLE);
        if (get(STALENESS).isPresent() && !job.synchrony().takesStale()) {
            throw new IllegalArgumentException(
                    "staleness %s draws stale gradients, and mode %s takes none that are stale"
                            .formatted(values.text(STALENESS).orElseThrow(), get(MODE)));
        }
        Fault.of(get(FAULTS), cohort.n(), seed());
        if (cohort.forges()) {
            Attacks.of(cohort.attack());
        }
        if (cohort.attackers() > 0) {
            Behaviours.of(cohort.behaviour());
        }
    }

    /**
     * Refuses conditions that an engine cannot impose.
     *
     * @throws IllegalArgumentException if there are some
     */
    public void requireFits(Engine engine) {
        for (Setting<?> condition : CONDITIONS) {
            boolean isUsual = values.text(condition).equals(SettingValues.NONE.text(condition));
            if (engine != Engine.SIMULATION && !isUsual) {
                throw new IllegalArgumentException(
                        "%s: speeds, delays, losses, faults and drawn staleness need engine"
                                        .formatted(condition)
                                + " simulation, got "
                                + engine);
            }
        }
    }

    /**
     * Reads the data, after a check of all that can be checked without.
     *
     * @throws IllegalArgumentException naming the value that cannot be
     */
    public LoadedScenario load() {
        check();
        return load(Datasets.load(get(DATA), get(DATA_DIR), seed()));
    }

    /**
     * Takes data that were read before.
     *
     * @param split what the scenario names, for this seed
     * @throws IllegalArgumentException naming the value that cannot be
     */
    public LoadedScenario load(Split split) {
        check();
        return new LoadedScenario(this, split);
    }
}
