package bft.server;

import bft.server.config.Protection;
import bft.server.config.ServerConfig;
import bft.server.tls.ServerTls;
import bft.server.web.OperatorToken;
import bft.server.wire.PushPullService;
import bft.worker.config.OneLine;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every second whether tokens, certificates or keys have changed or expired, and makes the
 * ports use what is there now. What cannot be read stays as it was, and is reported.
 */
final class CredentialWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialWatch.class);
    private static final long PERIOD_MILLIS = 1_000;

    private final ServerConfig config;
    private final PushPullService service;
    private final Ports ports;
    private final Gauge problemCount;
    private final Gauge expiry;
    private volatile List<String> problems = List.of();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    new DefaultThreadFactory("bft-credentials", true));

    /** How new certificates reach the two ports. */
    record Ports(
            Function<ServerSSLOptions, Future<?>> workers,
            Function<ServerSSLOptions, Future<?>> operator) {}

    CredentialWatch(
            ServerConfig config, PushPullService service, Ports ports, CollectorRegistry registry) {
        this.config = config;
        this.service = service;
        this.ports = ports;
        this.problemCount =
                Gauge.build(
                                "bft_credential_problems",
                                "Files of tokens, certificates or keys that could not be read, or"
                                        + " that other users can read.")
                        .register(registry);
        this.expiry =
                Gauge.build(
                                "bft_certificate_expires_seconds",
                                "When the certificate of a port expires, in seconds since 1970.")
                        .labelNames("port")
                        .register(registry);
    }

    void start() {
        look();
        thread.scheduleWithFixedDelay(
                this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Each part by itself, so that one broken file holds up no other, and no revocation. */
    private void look() {
        List<String> found = new ArrayList<>();
        Protection protection = config.endpoints().protection();
        attempt(found, () -> found.addAll(config.authenticator().refresh()));
        attempt(found, () -> refresh("workers", protection.workers(), ports.workers));
        attempt(found, () -> refresh("operator", protection.operator(), ports.operator));
        attempt(found, () -> refresh(protection.token()));
        attempt(found, service::dismissUnknown);
        report(found);
    }

    /** May fail. */
    private interface Part {
        void run() throws IOException;
    }

    private static void attempt(List<String> found, Part part) {
        try {
            part.run();
        } catch (IOException | RuntimeException e) {
            found.add(OneLine.of(e));
        }
    }

    private static void refresh(Optional<OperatorToken> token) throws IOException {
        if (token.isPresent()) {
            token.get().refresh();
        }
    }

    private void refresh(
            String port, Optional<ServerTls> tls, Function<ServerSSLOptions, Future<?>> update)
            throws IOException {
        if (tls.isEmpty()) {
            return;
        }
        Optional<ServerSSLOptions> changed = tls.get().refresh();
        expiry.labels(port).set(tls.get().notAfter().getEpochSecond());
        if (changed.isPresent()) {
            String until = "valid until " + tls.get().notAfter();
            update.apply(changed.get())
                    .onSuccess(done -> LOG.info("new certificate, port of {}, {}", port, until))
                    .onFailure(e -> LOG.warn("certificate not used: {}", OneLine.of(e)));
        }
    }

    private void report(List<String> found) {
        problemCount.set(found.size());
        List<String> before = problems;
        problems = List.copyOf(found);
        for (String problem : found) {
            if (!before.contains(problem)) {
                LOG.warn("{}; what was read before stays", problem);
            }
        }
        if (found.isEmpty() && !before.isEmpty()) {
            LOG.info("tokens, certificates and keys are in order again");
        }
    }

    /** What is wrong, for {@code /health}. */
    JsonObject health() {
        return new JsonObject().put("problems", new JsonArray(problems));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
