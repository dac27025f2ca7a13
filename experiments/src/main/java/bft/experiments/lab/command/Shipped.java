package bft.experiments.lab.command;

import bft.spec.Nearest;
import bft.worker.config.SettingValues;
import bft.worker.settings.WorkerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The experiments that come with the program. */
final class Shipped {
    static final List<String> NAMES =
            List.of(
                    "krum-gaussian",
                    "krum-batch-size",
                    "multi-krum-m",
                    "a-little-is-enough",
                    "fall-of-empires",
                    "bulyan-leeway",
                    "rule-overhead",
                    "kardam",
                    "kardam-acceptance",
                    "kardam-cold-start",
                    "kardam-dampening",
                    "kardam-whole",
                    "kardam-same-length",
                    "lossy-links",
                    "rules-and-codecs",
                    "accuracy-by-codec",
                    "history-at-the-server",
                    "worker-momentum",
                    "nnm-heterogeneous",
                    "bucketing-heterogeneous",
                    "robust-diloco",
                    "federated-non-iid",
                    "federated-evaluation",
                    "lazy-work",
                    "convolutional",
                    "cifar-10",
                    "other-data");

    private Shipped() {}

    /**
     * Whether there is no directory of data sets, so that the built-in data are used instead.
     *
     * @throws IllegalArgumentException if a directory is given and does not exist
     */
    static boolean lacksData(SettingValues defaults) {
        Path directory = defaults.get(WorkerSettings.DATA_DIR);
        boolean isThere = Files.isDirectory(directory);
        if (!isThere && defaults.has(WorkerSettings.DATA_DIR)) {
            throw defaults.bad(WorkerSettings.DATA_DIR, "must be a directory, got " + directory);
        }
        return !isThere;
    }

    /**
     * The text of a shipped experiment, or of a file.
     *
     * @throws IllegalArgumentException if neither exists
     */
    static String text(String name) throws IOException {
        if (NAMES.contains(name)) {
            try (InputStream in =
                    Shipped.class.getResourceAsStream("/experiments/" + name + ".yaml")) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        Path file = Path.of(name);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "no experiment and no file '" + name + "'" + Nearest.hint(name, NAMES));
        }
        return Files.readString(file);
    }
}
