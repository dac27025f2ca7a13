package bft.experiments.cluster;

import static bft.experiments.run.RunSettings.EVAL_EVERY;
import static bft.server.config.OutputSettings.MODEL_FILE;
import static bft.server.config.OutputSettings.PORT_FILE;
import static bft.server.config.OutputSettings.ROUND_LOG;
import static bft.server.config.OutputSettings.SAVE_EVERY;
import static bft.server.config.PortSettings.ADMIN_PORT;
import static bft.server.config.PortSettings.PORT;
import static bft.server.config.PortSettings.TOKENS;
import static bft.server.config.ServerSettings.CODECS;
import static bft.server.config.ServerSettings.INITIAL;
import static bft.server.config.ServerSettings.LAYOUT;
import static bft.worker.settings.WorkerSettings.CODEC;
import static bft.worker.settings.WorkerSettings.DATA;
import static bft.worker.settings.WorkerSettings.DATA_DIR;
import static bft.worker.settings.WorkerSettings.PARTITION;
import static bft.worker.settings.WorkerSettings.SERVER_ADDRESS;
import static bft.worker.settings.WorkerSettings.TLS_CA;
import static bft.worker.settings.WorkerSettings.TLS_CERTIFICATE;
import static bft.worker.settings.WorkerSettings.TLS_KEY;
import static bft.worker.settings.WorkerSettings.TOKEN_FILE;

import bft.experiments.output.UnwritableException;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.Population;
import bft.server.config.ServerSettings;
import bft.server.model.NpyFile;
import bft.server.session.TokenFiles;
import bft.server.wire.ConnectionLimits;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.config.SettingList;
import bft.worker.config.SettingValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands that start the processes of a run, and the files that they name. Tokens travel in
 * files that only their owner can read, never on a command line.
 */
record ProcessCommands(LoadedRun loaded, Path directory) {
    /** A worker gets the rest from the server. */
    private static final SettingList WORKER =
            SettingList.of(SERVER_ADDRESS, TOKEN_FILE, TLS_CA, DATA, DATA_DIR, PARTITION, CODEC);

    private static final int BASE_MEGABYTES = 96;

    /** The gradients that a behaviour keeps at most, and its own. */
    private static final int BEHAVIOUR_GRADIENTS = 68;

    /**
     * Writes the files that the processes read.
     *
     * @throws UnwritableException if a file cannot be written
     */
    void prepare() throws UnwritableException {
        try {
            Files.createDirectories(models(directory));
            int n = loaded.config().population().n();
            TokenFiles.createMissing(tokens(), n, new SecureRandom());
            NpyFile.write(initial(), loaded.initialParameters());
            Files.deleteIfExists(portFile());
        } catch (IOException e) {
            throw new UnwritableException(directory, e);
        }
    }

    private Path tokens() {
        return directory.resolve("tokens");
    }

    private Path initial() {
        return directory.resolve("initial.npy");
    }

    /** Where the server writes its ports once it listens. */
    Path portFile() {
        return directory.resolve("ports");
    }

    /** Where the server writes a version. */
    Path model(String version) {
        return models(directory).resolve("model-" + version + ".npy");
    }

    /** Where the models of a run are. */
    static Path models(Path directory) {
        return directory.resolve("models");
    }

    List<String> server() {
        SettingValues given =
                values().with(TOKENS, tokens())
                        .with(INITIAL, initial())
                        .with(LAYOUT, loaded.layout())
                        .with(MODEL_FILE, model("{version}"))
                        .with(SAVE_EVERY, values().get(EVAL_EVERY))
                        .with(ROUND_LOG, "-")
                        .with(PORT_FILE, portFile())
                        .with(PORT, 0)
                        .with(ADMIN_PORT, 0)
                        .with(CODECS, codecs());
        return call("server", given, ServerSettings.ofServer());
    }

    List<String> worker(int worker, int port) {
        SettingValues given =
                values().without(INITIAL, TLS_CERTIFICATE, TLS_KEY)
                        .with(SERVER_ADDRESS, "127.0.0.1:" + port)
                        .with(TOKEN_FILE, tokens().resolve("worker-" + worker));
        return loaded.config().population().isByzantine(worker)
                ? call("byzantine-worker", given, ByzantineWorker.SETTINGS)
                : call("worker", given, WORKER);
    }

    /**
     * Every server accepts float32; the server of this run also accepts the codec of its workers.
     */
    private String codecs() {
        GradientCodec codec = values().get(CODEC);
        return codec.equals(Codecs.FLOAT32)
                ? codec.format()
                : Codecs.FLOAT32.format() + "," + codec.format();
    }

    private SettingValues values() {
        return loaded.config().values();
    }

    private static List<String> call(String program, SettingValues values, SettingList given) {
        List<String> call = new ArrayList<>(List.of(program));
        call.addAll(values.arguments(given.all()));
        return call;
    }

    /** The heap of the server: the vectors that it holds, and the buffers in flight. */
    int serverMegabytes() {
        long floats =
                loaded.jobSettings().vectorsHeld(ConnectionLimits.OBSERVERS, loaded.dimension())
                        * loaded.dimension();
        return (int) (2 * BASE_MEGABYTES + 2 * Float.BYTES * floats / 1_000_000);
    }

    /**
     * The heap of a worker. While it reads the data it holds the file, the floats and a copy. An
     * honest worker also holds the parameters and its gradient, one of each in flight, and both
     * again as matrices. A Byzantine worker holds in addition, for each attacker, matrices, the
     * honest gradient and the forged one. Each computation of a gradient needs room for its batch.
     */
    int workerMegabytes(int worker) {
        Population population = loaded.config().population();
        long models = population.isByzantine(worker) ? 6 + 4L * population.attackers() : 6;
        models += population.isPunctual() ? 0 : BEHAVIOUR_GRADIENTS;
        int sources = population.isByzantine(worker) ? population.attackers() : 1;
        long working = models * Float.BYTES * loaded.dimension() + sources * loaded.batchBytes();
        return (int) (BASE_MEGABYTES + (3 * loaded.dataBytes() + working) / 1_000_000);
    }
}
