package bft.server;

import bft.server.web.OperatorToken;
import bft.worker.command.ExitCode;
import bft.worker.command.Failures;
import bft.worker.config.OneLine;
import bft.worker.settings.WorkerSettings;
import bft.worker.tls.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks the operator's port of a running server. */
abstract class OperatorRequest implements Callable<Integer> {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7071",
            description = "The operator's port of the server. Default: 127.0.0.1:7071.")
    private String address;

    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            description = "File with the operator's token, if the server has one.")
    private Path tokenFile;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Certificate (PEM) that signed the port's; without it plain text.")
    private Path ca;

    private record Answer(int status, String body) {}

    private final HttpMethod method;

    @Spec private CommandSpec spec;

    OperatorRequest(HttpMethod method) {
        this.method = method;
    }

    @Override
    public Integer call() throws IOException {
        InetSocketAddress port = WorkerSettings.SERVER_ADDRESS.type().read(address);
        try {
            Answer answer = send(port);
            if (answer.status() == OK || isShown(answer.status())) {
                show(answer.body());
                return outcome(answer.body()).code();
            }
            throw new IllegalArgumentException(why(answer));
        } catch (DecodeException e) {
            throw new IllegalArgumentException(notThePort(), e);
        } catch (CompletionException e) {
            String advice =
                    "no answer from %s: %s; is it the server's --admin-port, and does it need%s --tls-ca?"
                            .formatted(address, OneLine.of(e), ca == null ? "" : " no");
            return Failures.tell(spec, advice, ExitCode.FAILED);
        }
    }

    /** Prints a line for the user. */
    void print(String line) {
        spec.commandLine().getOut().println(line);
    }

    /** Whether an answer with this HTTP status is shown, too. */
    boolean isShown(int status) {
        return false;
    }

    /** What to ask for. */
    abstract String path();

    /** Prints what the server has answered. */
    abstract void show(String body);

    /** The exit code after that. */
    ExitCode outcome(String body) {
        return ExitCode.DONE;
    }

    private Answer send(InetSocketAddress port) throws IOException {
        var options = new HttpClientOptions().setConnectTimeout(TIMEOUT_MILLIS);
        if (ca != null) {
            var trust = new ClientTls.Trust(Optional.of(ca), Optional.empty());
            ClientTls.open(trust, Optional.empty()).applyTo(options);
        }
        var request =
                new RequestOptions()
                        .setHost(port.getHostString())
                        .setPort(port.getPort())
                        .setMethod(method)
                        .setURI(path())
                        .setTimeout(TIMEOUT_MILLIS);
        if (tokenFile != null) {
            request.putHeader(HttpHeaders.AUTHORIZATION, OperatorToken.header(tokenFile));
        }
        Vertx vertx = Vertx.vertx();
        // Closed below, and so not before by the garbage collector.
        HttpClient client = vertx.createHttpClient(options);
        try {
            return client.request(request)
                    .compose(asked -> asked.send())
                    .compose(
                            answer ->
                                    answer.body().map(b -> new Answer(answer.statusCode(), "" + b)))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } finally {
            Future<Void> closed = client.close().eventually(vertx::close);
            closed.toCompletionStage().toCompletableFuture().join();
        }
    }

    private String notThePort() {
        return address + " is not the operator's port of a server that has members";
    }

    private String why(Answer answer) {
        return switch (answer.status()) {
            case UNAUTHORIZED ->
                    tokenFile == null
                            ? "the server asks for the operator's token: give --admin-token-file"
                            : tokenFile + ": is not the operator's token of this server";
            case NOT_FOUND, BAD_REQUEST -> notThePort();
            default ->
                    answer.body().isBlank()
                            ? "the server answered with HTTP status " + answer.status()
                            : answer.body().strip();
        };
    }
}
