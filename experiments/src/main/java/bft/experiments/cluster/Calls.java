package bft.experiments.cluster;

import bft.experiments.output.UnwritableException;
import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Defence;
import bft.experiments.scenario.Learning;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.Scenario;
import bft.experiments.scenario.ScenarioFile;
import bft.experiments.scenario.Task;
import bft.server.core.Deadlines;
import bft.server.model.NpyFile;
import bft.server.session.TokenFiles;
import bft.server.wire.WireLimits;
import bft.worker.codec.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The command lines of the processes of a run, and the files that they name. Tokens travel in files
 * that only their owner can read, never on a command line.
 */
final class Calls {
    private static final int BASE_MEGABYTES = 96;

    /** What a behaviour holds back at most, and its own. */
    private static final int BEHAVIOUR_GRADIENTS = 68;

    private final LoadedScenario loaded;
    private final Path directory;
    private final ClusterRun.Care care;

    Calls(LoadedScenario loaded, Path directory, ClusterRun.Care care) {
        this.loaded = loaded;
        this.directory = directory;
        this.care = care;
    }

    /**
     * Writes what the processes will read.
     *
     * @throws UnwritableException if that cannot be
     */
    void prepare() throws UnwritableException {
        try {
            Files.createDirectories(models(directory));
            int n = loaded.scenario().cohort().n();
            TokenFiles.createMissing(tokens(), n, new SecureRandom());
            NpyFile.write(initial(), loaded.initialParameters());
            Files.deleteIfExists(portFile());
        } catch (IOException e) {
            throw new UnwritableException(directory, e);
        }
        ScenarioFile.write(scenarioFile(), loaded.scenario());
    }

    private Path tokens() {
        return directory.resolve("tokens");
    }

    private Path initial() {
        return directory.resolve("initial.npy");
    }

    private Path scenarioFile() {
        return directory.resolve("scenario.json");
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
        Scenario scenario = loaded.scenario();
        Defence defence = scenario.defence();
        Learning learning = scenario.learning();
        Task task = scenario.task();
        List<String> call = new ArrayList<>();
        call.addAll(
                List.of(
                        "server",
                        "--workers=" + scenario.cohort().n(),
                        "--byzantine=" + defence.f(),
                        "--rule=" + defence.rule(),
                        "--optimiser=" + learning.optimiser(),
                        "--layout=" + loaded.layout(),
                        "--model=" + task.model(),
                        "--batch=" + task.batch(),
                        "--sampling=" + task.sampling(),
                        "--local=" + task.local(),
                        "--rate=" + learning.schedule(),
                        "--rounds=" + learning.rounds(),
                        "--seed=" + scenario.seed(),
                        "--tokens=" + tokens(),
                        "--initial=" + initial(),
                        "--model-file=" + model("{version}"),
                        "--save-every=" + learning.evaluateEvery(),
                        "--round-log=-",
                        "--round-timeout=" + 1000L * care.roundSeconds(),
                        "--port-file=" + portFile(),
                        "--port=0",
                        "--admin-port=0"));
        if (!defence.mode().equals(Defence.ROUNDS)) {
            call.add("--mode=" + defence.mode());
        }
        if (!scenario.codec().equals(Codecs.FLOAT32)) {
            call.add("--codecs=" + Codecs.FLOAT32.name() + "," + scenario.codec().format());
        }
        defence.namedFilter().ifPresent(filter -> call.add("--filter=" + filter));
        if (defence.maxStaleness() > 0) {
            call.add("--max-staleness=" + defence.maxStaleness());
        }
        return call;
    }

    List<String> worker(int worker, int port) {
        Scenario scenario = loaded.scenario();
        String token = "--token-file=" + tokens().resolve("worker-" + worker);
        if (scenario.cohort().isByzantine(worker)) {
            return List.of(
                    "byzantine-worker", "--port=" + port, token, "--scenario=" + scenarioFile());
        }
        Task task = scenario.task();
        return List.of(
                "worker",
                "--server=127.0.0.1:" + port,
                token,
                "--data=" + task.data(),
                "--data-dir=" + task.directory(),
                "--partition=" + task.partition(),
                "--codec=" + task.codec());
    }

    /** What the server holds, and the buffers in flight. */
    int serverMegabytes() {
        long floats =
                loaded.jobSettings(0, new Deadlines(1, 1))
                                .vectorsHeld(WireLimits.MAX_OBSERVERS, loaded.dimension())
                        * loaded.dimension();
        return (int) (2 * BASE_MEGABYTES + 2 * Float.BYTES * floats / 1_000_000);
    }

    /**
     * The data as they are read: the file, the floats, a copy. Beside that an honest worker has the
     * parameters and its gradient, one of each in flight, and both again as matrices; a Byzantine
     * one in addition, for each of them, matrices, what it would honestly send and what is forged.
     * Whoever computes a gradient needs room for its batch.
     */
    int workerMegabytes(int worker) {
        Cohort cohort = loaded.scenario().cohort();
        long models = cohort.isByzantine(worker) ? 6 + 4L * cohort.byzantine() : 6;
        models += cohort.behaviour().equals(Cohort.PUNCTUAL) ? 0 : BEHAVIOUR_GRADIENTS;
        int sources = cohort.isByzantine(worker) ? cohort.byzantine() : 1;
        long working = models * Float.BYTES * loaded.dimension() + sources * loaded.batchBytes();
        return (int) (BASE_MEGABYTES + (3 * loaded.dataBytes() + working) / 1_000_000);
    }
}
