package bft.server.web;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.StringWriter;
import java.util.Set;
import java.util.function.Supplier;

/** Serves metrics and health; takes no bodies and changes nothing. */
public final class AdminServer {
    private static final int IDLE_SECONDS = 30;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;

    private final Vertx vertx;
    private final CollectorRegistry registry;
    private final Supplier<Future<Health>> health;

    /**
     * How the job is.
     *
     * @param isWell whether to answer 200 or 503
     */
    public record Health(boolean isWell, JsonObject details) {}

    /**
     * @param health asked for each request
     */
    public AdminServer(Vertx vertx, CollectorRegistry registry, Supplier<Future<Health>> health) {
        this.vertx = vertx;
        this.registry = registry;
        this.health = health;
    }

    /** Listens, on port 0 on a free one. */
    public Future<HttpServer> listen(String host, int port) {
        var options = new HttpServerOptions().setIdleTimeout(IDLE_SECONDS);
        return vertx.createHttpServer(options).requestHandler(this::handle).listen(port, host);
    }

    private void handle(HttpServerRequest request) {
        if (request.method() != HttpMethod.GET) {
            request.response().setStatusCode(NOT_ALLOWED).end();
            return;
        }
        switch (request.path()) {
            case "/metrics" -> metrics(request);
            case "/health" -> health(request);
            default -> request.response().setStatusCode(NOT_FOUND).end();
        }
    }

    /** Off the event loop: the samples of the JVM include a search for deadlocks. */
    private void metrics(HttpServerRequest request) {
        String type = TextFormat.chooseContentType(request.getHeader(HttpHeaders.ACCEPT));
        Set<String> names = Set.copyOf(request.params().getAll("name[]"));
        vertx.executeBlocking(
                        () -> {
                            var text = new StringWriter();
                            TextFormat.writeFormat(
                                    type, text, registry.filteredMetricFamilySamples(names));
                            return text.toString();
                        },
                        false)
                .onSuccess(
                        text ->
                                request.response()
                                        .putHeader(HttpHeaders.CONTENT_TYPE, type)
                                        .end(text))
                .onFailure(error -> request.response().setStatusCode(UNAVAILABLE).end());
    }

    private void health(HttpServerRequest request) {
        health.get().onSuccess(now -> answer(request, now));
    }

    private static void answer(HttpServerRequest request, Health now) {
        request.response()
                .setStatusCode(now.isWell() ? OK : UNAVAILABLE)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(now.details().encode() + "\n");
    }
}
