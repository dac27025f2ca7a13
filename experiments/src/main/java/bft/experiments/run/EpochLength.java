package bft.experiments.run;

import static bft.experiments.run.RunSettings.EVAL_EVERY;
import static bft.server.config.ServerSettings.BYZANTINE;
import static bft.server.config.ServerSettings.EPOCH;
import static bft.server.config.ServerSettings.FEDERATED;
import static bft.server.config.ServerSettings.FILTER;
import static bft.server.config.ServerSettings.MODE;
import static bft.server.config.ServerSettings.ROUNDS;
import static bft.server.config.ServerSettings.RULE;
import static bft.server.config.ServerSettings.SCHEDULE;
import static bft.server.config.ServerSettings.WORKERS;
import static bft.worker.settings.WorkerSettings.BATCH;
import static bft.worker.settings.WorkerSettings.EVALUATION;
import static bft.worker.settings.WorkerSettings.LOCAL;
import static bft.worker.settings.WorkerSettings.PARTITION;
import static bft.worker.settings.WorkerSettings.SAMPLING;
import static bft.worker.settings.WorkerSettings.SEED;

import bft.aggregation.admission.policy.Filters;
import bft.aggregation.rules.Rules;
import bft.server.config.FederatedMethods;
import bft.server.core.JobSettings;
import bft.server.synchrony.Modes;
import bft.server.synchrony.Synchrony;
import bft.worker.config.Setting;
import bft.worker.config.SettingValues;
import bft.worker.data.Split;
import bft.worker.training.HeldOut;
import bft.worker.training.LocalMethods;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What an epoch is: workers go over their own rows once, on average. Local steps and growing
 * batches count the batches of an epoch, of the first size; all other lengths its rounds, or its
 * steps where each gradient is filtered individually. If they have the same number of disjoint
 * rows, that is once over the data.
 */
final class EpochLength {
    private static final Setting<?>[] OF_WORKERS = {LOCAL, FEDERATED, SAMPLING};
    private static final Setting<?>[] OF_ROUNDS = {ROUNDS, SCHEDULE, EVAL_EVERY, EVALUATION};

    private final SettingValues values;
    private final Function<SettingValues, Split> data;

    private EpochLength(SettingValues values, Function<SettingValues, Split> data) {
        this.values = values;
        this.data = data;
    }

    /**
     * These values with those of their federated method, and with numbers where lengths are in
     * epochs.
     *
     * @param data reads the data; called only if a length needs it
     */
    static SettingValues counted(SettingValues given, Function<SettingValues, Split> data) {
        SettingValues local = given.counted(new EpochLength(given, data)::batches, OF_WORKERS);
        SettingValues whole = FederatedMethods.expanded(local);
        return whole.counted(new EpochLength(whole, data)::rounds, OF_ROUNDS);
    }

    private double batches() {
        int n = values.get(WORKERS);
        int[] labels = data.apply(values).train().labels();
        HeldOut.Plan evaluation = HeldOut.Plan.of(values.get(EVALUATION));
        double rows =
                IntStream.range(0, n)
                        .map(
                                worker ->
                                        values.get(PARTITION)
                                                .indices(worker, n, labels, values.get(SEED))
                                                .length)
                        .map(all -> all - evaluation.held(all))
                        .average()
                        .orElseThrow();
        return Math.max(1, Math.ceil(rows / values.get(BATCH)));
    }

    private double rounds() {
        if (values.has(EPOCH)) {
            return values.get(EPOCH);
        }
        double pushes = batches() / LocalMethods.gradientsEach(values.get(LOCAL));
        return Math.max(1, Math.ceil(pushes * values.get(WORKERS) / gradientsOfAStep()));
    }

    private int gradientsOfAStep() {
        int n = values.get(WORKERS);
        int f = values.get(BYZANTINE);
        Synchrony mode = Modes.of(values.get(MODE), n, f, Modes.Limits.ofGrace(0));
        if (!mode.isAsynchronous()) {
            return mode.full();
        }
        String filter = values.find(FILTER).orElse(JobSettings.DEFAULT_FILTER);
        return Filters.of(filter, n, Rules.of(values.get(RULE), f)).buffer().workersNeeded();
    }
}
