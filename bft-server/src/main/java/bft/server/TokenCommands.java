package bft.server;

import bft.server.session.Caller;
import bft.server.session.Enrolment;
import bft.server.session.Enrolments;
import bft.spec.BadArgument;
import bft.worker.client.Credential;
import bft.worker.command.ExitCode;
import bft.worker.config.ValueType;
import bft.worker.settings.WorkerSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The operator's commands about who may take part. A running server notices within a second. */
abstract sealed class TokenCommands implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Option(
            names = "--tokens",
            paramLabel = "DIR",
            required = true,
            description = "The server's directory of tokens.")
    private Path directory;

    @Spec private CommandSpec spec;

    final void print(String line) {
        spec.commandLine().getOut().println(line);
    }

    /** The worker's command, in the words of this program. */
    final String workerCommand() {
        boolean isPart = spec.root().subcommands().containsKey("work");
        return isPart ? spec.root().name() + " work" : "bft-worker";
    }

    final void explain(String line) {
        spec.commandLine().getErr().println(line);
    }

    @Override
    public Integer call() throws IOException {
        run(new Enrolments(directory, Instant.now()));
        return ExitCode.DONE.code();
    }

    abstract void run(Enrolments enrolments) throws IOException;

    private static Duration time(String option, String text) {
        try {
            return ValueType.duration(TimeUnit.SECONDS, LONGEST).read(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + " " + e.getMessage(), e);
        }
    }

    /** Enrols a worker. */
    @Command(
            name = "enrol",
            description = {
                "Enrols a worker, and prints the command that starts it. Only a hash of its token is"
                        + " kept, so the token is shown this once.",
                "A name that is enrolled already gets another token; the earlier one stays valid for"
                        + " --overlap."
            },
            footer = {
                "  ${COMMAND-FULL-NAME} alice --tokens tokens --expires 30d --server 10.0.0.1:7070"
            })
    static final class Enrol extends TokenCommands {
        @Parameters(paramLabel = "NAME", description = "Name of the worker.")
        private String name;

        @Option(
                names = "--worker",
                paramLabel = "K",
                description = "Its number; without, the first that is free.")
        private Integer worker;

        @Option(names = "--observer", description = "It may read the model, but not push.")
        private boolean observer;

        @Option(
                names = "--owner",
                paramLabel = "OWNER",
                description = "To whom it belongs, for --owner-cap.")
        private String owner;

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                description = "After how long its token expires, such as 30d; without, never.")
        private String expires;

        @Option(
                names = "--overlap",
                paramLabel = "TIME",
                defaultValue = "1h",
                description = "How long its earlier token stays valid. Default: 1h.")
        private String overlap;

        @Option(
                names = "--certificate",
                description =
                        "It gets no token: a client certificate with this name identifies it.")
        private boolean certificate;

        @Option(
                names = "--server",
                paramLabel = "HOST:PORT",
                defaultValue = "127.0.0.1:7070",
                description = "Where the worker finds the server. Default: 127.0.0.1:7070.")
        private String server;

        @Option(
                names = "--tls-ca",
                paramLabel = "FILE",
                description =
                        "Certificate (PEM) that signed the server's; becomes part of the token.")
        private Path ca;

        @Override
        void run(Enrolments enrolments) throws IOException {
            WorkerSettings.SERVER_ADDRESS.type().read(server);
            Optional<byte[]> pin = ca == null ? Optional.empty() : Optional.of(Credential.der(ca));
            Instant now = Instant.now();
            Enrolments.Enrolled made =
                    enrolments.enrol(
                            new Enrolments.Wanted(
                                    name,
                                    slot(),
                                    Optional.ofNullable(owner),
                                    Optional.ofNullable(expires)
                                            .map(text -> now.plus(time("--expires", text))),
                                    !certificate,
                                    time("--overlap", overlap)),
                            new SecureRandom());
            explain(description(made.enrolment()));
            print(workerCommand() + " --server " + server + shown(made.token(), pin));
        }

        private Optional<Caller> slot() {
            BadArgument.when(observer && worker != null)
                    .because("give either --worker or --observer");
            BadArgument.when(worker != null && worker < 0)
                    .because("--worker must be >= 0, got %s", worker);
            return observer
                    ? Optional.of(Caller.OBSERVER)
                    : Optional.ofNullable(worker).map(Caller::new);
        }

        private String shown(String token, Optional<byte[]> pin) {
            return token.isEmpty()
                    ? " --tls-ca "
                            + (ca == null ? "CA.pem" : ca)
                            + " --tls-certificate CERTIFICATE.pem --tls-key KEY.pem"
                    : " --token " + pin.map(der -> Credential.text(token, der)).orElse(token);
        }

        private static String description(Enrolment made) {
            return "%s is %s, valid %s"
                    .formatted(
                            made.name(),
                            place(made.caller()),
                            made.expires().map(when -> "until " + second(when)).orElse("for ever"));
        }
    }

    /** Revokes a worker's credentials. */
    @Command(
            name = "revoke",
            description = "Ends all tokens of a worker, and keeps out certificates with its name.",
            footer = "  ${COMMAND-FULL-NAME} alice --tokens tokens")
    static final class Revoke extends TokenCommands {
        @Parameters(paramLabel = "NAME", description = "Name of the worker.")
        private String name;

        @Override
        void run(Enrolments enrolments) throws IOException {
            int count = enrolments.revoke(name);
            print(name + ": revoked, " + count + " credentials were valid");
        }
    }

    /** Lists credentials. */
    @Command(
            name = "list",
            description = "Lists who is enrolled. There are no secrets in the list.",
            footer = "  ${COMMAND-FULL-NAME} --tokens tokens --json")
    static final class ListAll extends TokenCommands {
        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        @Override
        void run(Enrolments enrolments) throws IOException {
            List<Enrolment> all = enrolments.list();
            Instant now = Instant.now();
            if (json) {
                var array = new JsonArray();
                all.forEach(each -> array.add(json(each, now)));
                print(array.encode());
                return;
            }
            line("name", "slot", "owner", "state", "created", "expires", "revoked");
            for (Enrolment each : all) {
                line(
                        each.name(),
                        place(each.caller()),
                        each.owner().orElse("-"),
                        each.state(now),
                        second(each.created()),
                        each.expires().map(TokenCommands::second).orElse("-"),
                        each.revoked().map(TokenCommands::second).orElse("-"));
            }
        }

        private void line(Object... cells) {
            print("%-24s %-12s %-12s %-8s %-20s %-20s %s".formatted(cells));
        }

        private static JsonObject json(Enrolment each, Instant now) {
            return new JsonObject()
                    .put("name", each.name())
                    .put("slot", place(each.caller()))
                    .put("owner", each.owner().orElse(null))
                    .put("state", each.state(now))
                    .put("created", second(each.created()))
                    .put("expires", each.expires().map(TokenCommands::second).orElse(null))
                    .put("revoked", each.revoked().map(TokenCommands::second).orElse(null));
        }
    }

    /** Groups the commands that only look. */
    @Command(name = "tokens", subcommands = ListAll.class, description = "Shows who may take part.")
    static final class Group {}

    private static String place(Caller caller) {
        return caller.isObserver() ? "observer" : "worker " + caller.worker();
    }

    private static String second(Instant when) {
        return when.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
