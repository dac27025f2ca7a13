package bft.server.web;

import bft.server.tls.ServerTls;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.exporter.common.TextFormat;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves metrics, health and the live page, and takes the operator's changes of members from who
 * has the operator's token, which a browser shows as a password; accepts no bodies. A bad request
 * is answered and counted, but never logged: otherwise anyone who reaches the port could fill the
 * disk.
 */
public final class AdminServer {
    private static final int IDLE_SECONDS = 30;

    /** Requests that are read at once wait in memory for the answer to the one before. */
    private static final int RECEIVED_BYTES = 4_096;

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int FAILED = 500;
    private static final int UNAVAILABLE = 503;
    private static final List<Integer> STATUSES =
            List.of(
                    BAD_REQUEST,
                    UNAUTHORIZED,
                    FORBIDDEN,
                    NOT_FOUND,
                    NOT_ALLOWED,
                    CONFLICT,
                    FAILED,
                    UNAVAILABLE);

    /** A name has at most 200 characters, each of at most three in a path. */
    private static final Pattern CHANGE = Pattern.compile("/members/([^/]{1,600})/([a-z]{1,20})");

    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final String PROGRAM = "Bearer";
    private static final String BROWSER = "Basic realm=\"bft operator\", charset=\"UTF-8\"";

    private final Vertx vertx;
    private final CollectorRegistry registry;
    private final Source source;
    private final Optional<OperatorToken> token;
    private final Predicate<HttpServerRequest> page;
    private final Counter refused;
    private final AdminConnections connections;

    /**
     * The health of the job.
     *
     * @param isWell whether to answer 200 or 503
     */
    public record Health(boolean isWell, JsonObject details) {
        /** A copy with one more detail. */
        public Health with(String name, JsonObject detail) {
            return new Health(isWell, details.copy().put(name, detail));
        }
    }

    /** The job; called on the context of the server. */
    public interface Source {
        Future<Health> health();

        /** Every worker's place. */
        Future<JsonArray> members();

        /**
         * Changes the standing of a worker.
         *
         * @param who its number or its name
         * @param change as the operator writes it
         * @return why that is not possible, as text; empty if it is done
         */
        Future<Optional<String>> change(String who, String change);

        /** Ends the server in order, as a signal does. */
        void stopByOperator();
    }

    /**
     * @param token that requests must have, if any; without it nothing can be changed
     * @param page answers a request for the page and its events; false if it is for neither
     */
    public AdminServer(
            Vertx vertx,
            CollectorRegistry registry,
            Source source,
            Optional<OperatorToken> token,
            Predicate<HttpServerRequest> page) {
        this.token = token;
        this.vertx = vertx;
        this.registry = registry;
        this.source = source;
        this.page = page;
        this.refused =
                Counter.build(
                                "bft_admin_refused_total",
                                "Requests at the operator's port that were not answered with data.")
                        .labelNames("status")
                        .register(registry);
        Counter evicted =
                Counter.build(
                                "bft_admin_evicted_total",
                                "Connections to the operator's port that were closed to make room"
                                        + " for others.")
                        .register(registry);
        this.connections = new AdminConnections(evicted::inc);
        STATUSES.forEach(status -> refused.labels(Integer.toString(status)));
    }

    /** Listens; port 0 chooses a free one. */
    public Future<HttpServer> listen(String host, int port, Optional<ServerTls> tls) {
        var options =
                new HttpServerOptions()
                        .setIdleTimeout(IDLE_SECONDS)
                        .setReceiveBufferSize(RECEIVED_BYTES)
                        .setHttp2ClearTextEnabled(false);
        tls.ifPresent(protection -> protection.applyTo(options));
        // A connection has one answer at a time; HTTP/2 would prepare a hundred that nobody reads.
        options.setAlpnVersions(List.of(HttpVersion.HTTP_1_1));
        return vertx.createHttpServer(options)
                .connectionHandler(connections::arrived)
                .exceptionHandler(broken -> {})
                .invalidRequestHandler(this::refuseInvalid)
                .requestHandler(this::handle)
                .listen(port, host);
    }

    private void handle(HttpServerRequest request) {
        try {
            if (!isAdmitted(request)) {
                request.response().putHeader("WWW-Authenticate", challenges(request));
                refuse(request, UNAUTHORIZED);
            } else if (isReading(request)) {
                answer(request);
            } else if (isChange(request)) {
                change(request);
            } else if (isStop(request)) {
                stop(request);
            } else {
                request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
                refuse(request, NOT_ALLOWED);
            }
        } catch (IllegalArgumentException malformed) {
            refuse(request, BAD_REQUEST);
        } catch (RuntimeException e) {
            refuse(request, FAILED);
        }
    }

    /**
     * A browser adds a password that it knows to every request, whichever site caused it. So a
     * password opens only what changes nothing.
     */
    private boolean isAdmitted(HttpServerRequest request) {
        String shown = request.getHeader(HttpHeaders.AUTHORIZATION);
        return token.map(
                        secret ->
                                secret.admitsProgram(shown)
                                        || isReading(request) && secret.admitsBrowser(shown))
                .orElse(true);
    }

    private static List<String> challenges(HttpServerRequest request) {
        return isReading(request) ? List.of(PROGRAM, BROWSER) : List.of(PROGRAM);
    }

    private static boolean isReading(HttpServerRequest request) {
        return METHODS.contains(request.method());
    }

    private void answer(HttpServerRequest request) {
        switch (String.valueOf(request.path())) {
            case "/metrics" -> metrics(request);
            case "/health" -> health(request);
            case "/members" -> members(request);
            default -> {
                if (!page.test(request)) {
                    refuse(request, NOT_FOUND);
                } else if (!request.response().ended()) {
                    // A stream of events, of which the page allows only so many.
                    connections.keep(request.connection());
                }
            }
        }
    }

    private static boolean isChange(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        return request.method().equals(HttpMethod.POST) && CHANGE.matcher(path).matches();
    }

    private static boolean isStop(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST) && "/stop".equals(request.path());
    }

    /** Answered before the server ends, and with it this port. */
    private void stop(HttpServerRequest request) {
        if (token.isEmpty()) {
            refuse(request, FORBIDDEN, "to stop the server needs --admin-token-file");
            return;
        }
        request.response().end("stopping\n").onComplete(told -> source.stopByOperator());
    }

    private void change(HttpServerRequest request) {
        Matcher path = CHANGE.matcher(request.path());
        if (token.isEmpty()) {
            refuse(request, FORBIDDEN, "changes of members need --admin-token-file");
        } else if (path.matches()) {
            String who = URLDecoder.decode(path.group(1), StandardCharsets.UTF_8);
            source.change(who, path.group(2))
                    .onSuccess(
                            problem ->
                                    problem.ifPresentOrElse(
                                            why -> refuse(request, CONFLICT, why),
                                            () -> health(request)))
                    .onFailure(error -> refuse(request, UNAVAILABLE));
        }
    }

    /** Runs off the event loop: the samples of the JVM include a search for deadlocks. */
    private void metrics(HttpServerRequest request) {
        String type = TextFormat.chooseContentType(request.getHeader(HttpHeaders.ACCEPT));
        Set<String> names = Set.copyOf(request.params().getAll("name[]"));
        vertx.executeBlocking(() -> text(type, names), false)
                .onSuccess(
                        text ->
                                request.response()
                                        .putHeader(HttpHeaders.CONTENT_TYPE, type)
                                        .end(text))
                .onFailure(error -> refuse(request, UNAVAILABLE));
    }

    private String text(String type, Set<String> names) throws Exception {
        var text = new StringWriter();
        TextFormat.writeFormat(type, text, registry.filteredMetricFamilySamples(names));
        return text.toString();
    }

    private void members(HttpServerRequest request) {
        source.members()
                .onSuccess(all -> answer(request, OK, all.encode()))
                .onFailure(error -> refuse(request, UNAVAILABLE));
    }

    private void health(HttpServerRequest request) {
        source.health()
                .onSuccess(
                        now ->
                                answer(
                                        request,
                                        now.isWell() ? OK : UNAVAILABLE,
                                        now.details().encode()))
                .onFailure(error -> refuse(request, UNAVAILABLE));
    }

    private static void answer(HttpServerRequest request, int status, String json) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(json + "\n");
    }

    /** Answers a request that is not HTTP, or too long. */
    private void refuseInvalid(HttpServerRequest request) {
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
        refused.labels(Integer.toString(request.response().getStatusCode())).inc();
    }

    private void refuse(HttpServerRequest request, int status) {
        refuse(request, status, "");
    }

    private void refuse(HttpServerRequest request, int status, String why) {
        refused.labels(Integer.toString(status)).inc();
        if (!request.response().ended()) {
            request.response().setStatusCode(status).end(why.isEmpty() ? why : why + "\n");
        }
    }
}
