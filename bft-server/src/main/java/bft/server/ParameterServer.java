package bft.server;

import bft.aggregation.kernels.Kernels;
import bft.server.checkpoint.StateDirectory;
import bft.server.config.ServerConfig;
import bft.server.core.JobSettings;
import bft.server.metrics.EvaluationLog;
import bft.server.metrics.GuaranteeMetrics;
import bft.server.metrics.JobListener;
import bft.server.metrics.PrometheusListener;
import bft.server.metrics.ReportedMetrics;
import bft.server.metrics.ToleranceWatch;
import bft.server.metrics.WorkerMetrics;
import bft.server.page.RecentRounds;
import bft.worker.client.Model;
import bft.worker.codec.GradientCodec;
import bft.worker.codec.RuleFit;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server with its one job, to be embedded:
 *
 * <pre>{@code
 * ParameterServer.start(vertx, config)
 *     .compose(server -> server.finished().eventually(server::close))
 * }</pre>
 *
 * <p>Memory, in vectors of 4d bytes: {@link JobSettings#vectorsHeld}, in rounds n + 17 plus twice
 * the optimiser's slots, of which 6 are outside the heap; in addition network buffers of at most 5
 * MiB per stream.
 */
public final class ParameterServer {
    private static final Logger LOG = LoggerFactory.getLogger(ParameterServer.class);

    /** Why a job ends whose operator stops the server. */
    static final String STOPPED_BY_OPERATOR = "stopped by the operator";

    private final Vertx vertx;
    private final JobVerticle verticle;
    private final String deployment;
    private Future<Void> closing;

    private ParameterServer(Vertx vertx, JobVerticle verticle, String deployment) {
        this.vertx = vertx;
        this.verticle = verticle;
        this.deployment = deployment;
    }

    /**
     * Listens for workers and for the operator.
     *
     * @param listeners are called on the job's context: they must be quick, never block and never
     *     throw
     * @return fails with a {@link bft.server.config.PortException} if a port cannot be opened
     */
    public static Future<ParameterServer> start(
            Vertx vertx, ServerConfig config, JobListener... listeners) {
        return start(vertx, config, Optional.empty(), listeners);
    }

    /**
     * The same for a job that survives its server.
     *
     * @param state where the job is saved, and where it continues from if it was saved before;
     *     stays open
     */
    public static Future<ParameterServer> start(
            Vertx vertx,
            ServerConfig config,
            Optional<StateDirectory> state,
            JobListener... listeners) {
        var registry = new CollectorRegistry();
        DefaultExports.register(registry);
        List<JobListener> all = new ArrayList<>(List.of(listeners));
        all.add(new PrometheusListener(registry, config.job().n()));
        all.add(new GuaranteeMetrics(registry));
        all.add(new ReportedMetrics(registry));
        all.add(new WorkerMetrics(config.job().n()).register(registry));
        all.add(new ToleranceWatch(config.job().f(), LOG::warn));
        all.add(new EvaluationLog(LOG::info));
        var recent = new RecentRounds(config.job().n());
        all.add(recent);
        var verticle = new JobVerticle(config, state, all, recent, registry);
        return vertx.deployVerticle(verticle)
                .map(id -> new ParameterServer(vertx, verticle, id))
                .onSuccess(server -> server.announce(config));
    }

    /** Port for workers. */
    public int port() {
        return verticle.port();
    }

    /** Port for the operator. */
    public int adminPort() {
        return verticle.adminPort();
    }

    /**
     * The last version, once it has been written and the workers are notified of the end; fails
     * with a {@link JobFailedException} if the job ended early, or with a {@link
     * ModelNotWrittenException} if the model could not be written.
     */
    public Future<Model> finished() {
        return verticle.runner().finished();
    }

    /** How many intermediate models could not be written. */
    public long modelsLost() {
        return verticle.runner().modelsLost();
    }

    /** Which part of an ended job is not on disk, and why. */
    public Optional<String> unsaved() {
        return verticle.runner().unsaved();
    }

    /**
     * Ends the server, and with it the job, as {@link #end}; but a saved job can continue in
     * another server, so its workers are not notified of an end.
     */
    public void suspend(String reason) {
        verticle.runner().suspend(reason);
    }

    /** Ends the job now, if it has not ended; {@link #finished} then fails with that end. */
    public void end(String reason) {
        verticle.runner().end(reason);
    }

    /** Ends the server, as {@link #suspend}. */
    public synchronized Future<Void> close() {
        if (closing == null) {
            suspend("the server was closed");
            closing = finished().otherwiseEmpty().compose(ended -> vertx.undeploy(deployment));
        }
        return closing;
    }

    private void announce(ServerConfig config) {
        JobSettings job = config.job();
        LOG.info(
                "{}: rule {}, n={}, f={}, quorum={}, d={}, optimiser {}, rate {}, {} rounds",
                config.name(),
                job.rule(),
                job.n(),
                job.f(),
                job.quorum(),
                config.initial().parameters().length,
                job.training().optimiser(),
                job.training().optimiser().rate(),
                job.training().rounds());
        LOG.info("{}; kernels {}", job.howStepsAreMade(), Kernels.best());
        for (GradientCodec codec : config.wire().codecs()) {
            RuleFit.warning(job.defence(), codec).ifPresent(LOG::warn);
        }
        announceMemory(config);
        LOG.info(
                "listening on {}, admin on {}, which also serves the page of the job",
                config.endpoints().workersAt(port()),
                config.endpoints().adminAt(adminPort()));
        config.endpoints().protection().announcement().forEach(LOG::info);
        LOG.info("workers are identified by {}", config.authenticator().required());
    }

    private static void announceMemory(ServerConfig config) {
        JobSettings job = config.job();
        int dimension = config.initial().parameters().length;
        int observers = config.wire().limits().connections().observers();
        int inDatagrams = config.gradientsHeld() - job.gradientsHeld();
        long held = job.vectorsHeld(observers, dimension) + inDatagrams;
        LOG.info(
                "the optimiser's state is {} vectors of d={} floats; the job holds at most {}, {} MB",
                job.training().optimiser().slots(dimension),
                dimension,
                held,
                (held * dimension * Float.BYTES + 999_999) / 1_000_000);
    }
}
