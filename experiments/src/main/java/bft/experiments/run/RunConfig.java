package bft.experiments.run;

import static bft.experiments.run.RunSettings.CONDITIONS;
import static bft.experiments.run.RunSettings.EVAL_EVERY;
import static bft.experiments.run.RunSettings.FAULTS;
import static bft.experiments.run.RunSettings.HELD_OUT;
import static bft.experiments.run.RunSettings.PATIENCE;
import static bft.experiments.run.RunSettings.STALENESS;
import static bft.server.config.OutputSettings.STATE_DIR;
import static bft.server.config.ServerSettings.BYZANTINE;
import static bft.server.config.ServerSettings.LOSSY;
import static bft.server.config.ServerSettings.MODE;
import static bft.server.config.ServerSettings.ROUNDS;
import static bft.server.config.ServerSettings.RULE;
import static bft.server.config.ServerSettings.WORKERS;
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
import bft.server.synchrony.Sampling;
import bft.server.synchrony.Synchrony;
import bft.worker.config.Setting;
import bft.worker.config.SettingValues;
import bft.worker.data.Datasets;
import bft.worker.data.Split;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Function;

/**
 * A run's configuration, complete: the same configuration gives the same models, in a simulation to
 * the bit.
 *
 * @param values of {@link RunSettings#ALL}, with those that a federated method chooses, and without
 *     epochs
 */
public record RunConfig(SettingValues values) {
    /**
     * @throws IllegalArgumentException naming every value that is not admissible
     */
    public RunConfig {
        values = EpochLength.counted(values, RunConfig::data).checked();
    }

    /** A run whose data are at hand, if they are needed to count what an epoch is. */
    public static RunConfig of(SettingValues values, Function<SettingValues, Split> data) {
        return new RunConfig(EpochLength.counted(values, data));
    }

    private static Split data(SettingValues values) {
        return Datasets.load(values.get(DATA), values.get(DATA_DIR), values.get(SEED));
    }

    /** A run with the default settings except for some, such as {@code batch=8}. */
    public static RunConfig of(String... assignments) {
        return new RunConfig(RunSettings.ALL.read(assignments));
    }

    /** The same run with some settings changed. */
    public RunConfig with(String... assignments) {
        return new RunConfig(RunSettings.ALL.read(assignments).over(values));
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

    /** The workers of the run. */
    public Population population() {
        return Population.of(values);
    }

    /** Which workers take part in each round. */
    public Sampling sampling() {
        int n = get(WORKERS);
        Synchrony mode = Modes.of(get(MODE), n, get(BYZANTINE), Modes.Limits.ofGrace(0));
        return new Sampling(n, mode.participants(n), seed());
    }

    /** The seed of all random numbers. */
    public long seed() {
        return get(SEED);
    }

    /** The number of versions to train. */
    public long rounds() {
        return get(ROUNDS);
    }

    /** Whether this version is measured; the last version always is. */
    public boolean isEvaluated(long version) {
        return version % get(EVAL_EVERY) == 0 || version == rounds();
    }

    /** Whether the server filters each gradient individually, and not in a round with others. */
    public boolean judgesEach() {
        return Modes.isAsynchronous(get(MODE));
    }

    /**
     * The server's rule.
     *
     * @throws IllegalArgumentException if there is no rule of that name or it does not admit f
     */
    public AggregationRule aggregationRule() {
        return Rules.of(get(RULE), get(BYZANTINE));
    }

    /**
     * Checks all that can be checked without the data.
     *
     * @throws IllegalArgumentException naming the value that is not admissible
     */
    public void check() {
        Population population = population();
        JobSettings job = ServerOptions.job(values, ParameterLayout.WHOLE);
        if (get(STALENESS).isPresent() && !job.synchrony().takesStale()) {
            throw new IllegalArgumentException(
                    "staleness %s draws stale gradients, and mode %s accepts no stale ones"
                            .formatted(values.text(STALENESS).orElseThrow(), get(MODE)));
        }
        if (values.has(PATIENCE) && get(HELD_OUT) == 0) {
            throw new IllegalArgumentException(
                    "patience %s needs a held-out part: give held-out, such as 0.2"
                            .formatted(get(PATIENCE)));
        }
        Fault.of(get(FAULTS), population.n(), seed());
        if (population.forges()) {
            Attacks.of(population.attack());
        }
        if (population.attackers() > 0) {
            Behaviours.of(population.behaviour());
        }
    }

    /**
     * Refuses what an engine cannot do.
     *
     * @throws IllegalArgumentException if such conditions are set
     */
    public void requireFits(Engine engine) {
        if (engine != Engine.CLUSTER && values.has(STATE_DIR)) {
            throw new IllegalArgumentException(
                    "state-dir: only the server of engine cluster saves its state, got engine "
                            + engine);
        }
        if (values.has(LOSSY) && engine == Engine.SIMULATION) {
            throw new IllegalArgumentException(
                    "lossy sends real datagrams, so it needs engine cluster or loopback; attack lossy-link simulates losses");
        }
        for (Setting<?> condition : CONDITIONS) {
            Optional<String> usual = values.without(condition).text(condition);
            boolean isDefault = values.text(condition).equals(usual);
            if (engine != Engine.SIMULATION && !isDefault) {
                throw new IllegalArgumentException(
                        "%s: speeds, delays, losses, faults, random staleness and a limit of gradients need engine"
                                        .formatted(condition)
                                + " simulation, got "
                                + engine);
            }
        }
    }

    /**
     * Reads the data, after all checks that need no data.
     *
     * @throws IllegalArgumentException naming the value that is not admissible
     */
    public LoadedRun load() {
        check();
        return load(Datasets.load(get(DATA), get(DATA_DIR), seed()));
    }

    /**
     * Uses data that were read before.
     *
     * @param split the data that the configuration names, for this seed
     * @throws IllegalArgumentException naming the value that is not admissible
     */
    public LoadedRun load(Split split) {
        check();
        return new LoadedRun(this, split);
    }
}
