package bft.server;

import bft.server.membership.Change;
import bft.server.web.OperatorToken;
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
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The operator's commands about the members of a running job, sent to the operator's port. */
abstract sealed class MemberCommands implements Callable<Integer> {
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

    @Override
    public Integer call() {
        try {
            InetSocketAddress port = WorkerSettings.SERVER_ADDRESS.type().read(address);
            Answer answer = send(port);
            if (answer.status() == OK) {
                show(answer.body());
                return ExitCode.FINISHED.code();
            }
            return ErrorMessages.badValue(why(answer));
        } catch (CompletionException e) {
            return ErrorMessages.noServer(
                    "no answer from %s: %s; is it the server's --admin-port, and does it need%s --tls-ca?"
                            .formatted(address, OneLine.of(e), ca == null ? "" : " no"));
        } catch (DecodeException e) {
            return ErrorMessages.badValue(notThePort());
        } catch (IOException | IllegalArgumentException e) {
            return ErrorMessages.badValue(OneLine.of(e));
        }
    }

    private String notThePort() {
        return address + " is not the operator's port of a server that has members";
    }

    /** What to ask for. */
    abstract HttpMethod method();

    abstract String path();

    /** Prints what the server has answered. */
    abstract void show(String body);

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
                        .setMethod(method())
                        .setURI(path())
                        .setTimeout(TIMEOUT_MILLIS);
        if (tokenFile != null) {
            request.putHeader(HttpHeaders.AUTHORIZATION, OperatorToken.header(tokenFile));
        }
        Vertx vertx = Vertx.vertx();
        // A client that nothing refers to is closed by the garbage collector.
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
            client.close();
            Future<Void> closed = vertx.close();
            closed.toCompletionStage().toCompletableFuture().join();
        }
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

    /** Groups the commands. */
    @Command(
            name = "members",
            mixinStandardHelpOptions = true,
            subcommands = {ListAll.class, QuarantineOne.class, RemoveOne.class, ReadmitOne.class},
            description = "Shows and changes who counts in a running job.")
    static final class Group {}

    /** Lists the members. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists every worker's standing.")
    static final class ListAll extends MemberCommands {
        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        @Override
        HttpMethod method() {
            return HttpMethod.GET;
        }

        @Override
        String path() {
            return "/members";
        }

        @Override
        void show(String body) {
            if (json) {
                System.out.println(body.strip());
                return;
            }
            line("worker", "names", "owner", "standing", "connected", "faults", "reason");
            for (Object each : new JsonArray(body)) {
                var member = (JsonObject) each;
                line(
                        member.getInteger("worker"),
                        String.join(
                                ",",
                                member.getJsonArray("names").stream().map(n -> "" + n).toList()),
                        member.getString("owner", "-"),
                        member.getString("standing"),
                        member.getBoolean("connected") ? "yes" : "no",
                        member.getLong("faults"),
                        member.getString("reason"));
            }
        }

        private static void line(Object... cells) {
            System.out.println("%-6s %-24s %-12s %-11s %-9s %-6s %s".formatted(cells).strip());
        }
    }

    /** Changes one member. */
    abstract static sealed class ChangeOne extends MemberCommands {
        @Parameters(paramLabel = "NAME", description = "Name or number of the worker.")
        private String who;

        abstract Change change();

        @Override
        HttpMethod method() {
            return HttpMethod.POST;
        }

        @Override
        String path() {
            return "/members/%s/%s"
                    .formatted(URLEncoder.encode(who, StandardCharsets.UTF_8), change());
        }

        @Override
        void show(String body) {
            System.out.println(
                    "%s %s: the job %s"
                            .formatted(change(), who, new JsonObject(body).getString("promise")));
        }
    }

    /** Excludes one that stays a member. */
    @Command(
            name = "quarantine",
            mixinStandardHelpOptions = true,
            description =
                    "Its gradients do not count until it is readmitted; it counts as one of the f.")
    static final class QuarantineOne extends ChangeOne {
        @Override
        Change change() {
            return Change.QUARANTINE;
        }
    }

    /** Makes n one less. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "It is no member any more, and n is one less.")
    static final class RemoveOne extends ChangeOne {
        @Override
        Change change() {
            return Change.REMOVE;
        }
    }

    /** Takes one back. */
    @Command(
            name = "readmit",
            aliases = "return",
            mixinStandardHelpOptions = true,
            description = "It is a member again, with no faults.")
    static final class ReadmitOne extends ChangeOne {
        @Override
        Change change() {
            return Change.READMIT;
        }
    }
}
