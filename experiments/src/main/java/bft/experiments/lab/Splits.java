package bft.experiments.lab;

import bft.worker.config.SettingValues;
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

    Split of(SettingValues values) {
        String data = values.get(WorkerSettings.DATA);
        long seed = DIVIDED.contains(data) ? 0 : values.get(WorkerSettings.SEED);
        return known.computeIfAbsent(
                new Key(data, values.get(WorkerSettings.DATA_DIR), seed),
                key -> Datasets.load(key.data(), key.directory(), key.seed()));
    }
}
