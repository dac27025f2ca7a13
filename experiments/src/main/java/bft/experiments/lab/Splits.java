package bft.experiments.lab;

import bft.experiments.run.RunConfig;
import bft.worker.data.Datasets;
import bft.worker.data.Split;
import bft.worker.settings.WorkerSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Data sets in memory, each loaded once: many runs learn from the same data. Safe for use by
 * several threads.
 */
final class Splits {
    /**
     * The data sets whose division into training and test data is fixed, so that it does not depend
     * on the seed.
     */
    private static final Set<String> DIVIDED = Set.of("mnist", "fashion-mnist");

    private final Map<Key, Split> known = new ConcurrentHashMap<>();

    private record Key(String data, Path directory, long seed) {}

    Split of(RunConfig config) {
        String data = config.get(WorkerSettings.DATA);
        long seed = DIVIDED.contains(data) ? 0 : config.seed();
        return known.computeIfAbsent(
                new Key(data, config.get(WorkerSettings.DATA_DIR), seed),
                key -> Datasets.load(key.data(), key.directory(), key.seed()));
    }
}
