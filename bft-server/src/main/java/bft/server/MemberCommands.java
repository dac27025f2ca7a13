package bft.server;

import bft.server.membership.Change;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The operator's commands about the members of a running job. */
final class MemberCommands {
    private MemberCommands() {}

    /** Groups the commands. */
    @Command(
            name = "workers",
            aliases = "members",
            subcommands = {ListAll.class, QuarantineOne.class, RemoveOne.class, ReadmitOne.class},
            description = "Shows and changes who counts in a running job.",
            footer = {
                "  ${COMMAND-FULL-NAME} list --admin 127.0.0.1:7071 --json",
                "  ${COMMAND-FULL-NAME} remove 4 --admin-token-file operator.token"
            })
    static final class Group {}

    /** Lists the members. */
    @Command(
            name = "list",
            description = "Lists every worker's standing.",
            footer = "  ${COMMAND-FULL-NAME} --admin 127.0.0.1:7071")
    static final class ListAll extends OperatorRequest {
        @Option(names = "--json", description = "Print one JSON array.")
        private boolean json;

        ListAll() {
            super(HttpMethod.GET);
        }

        @Override
        String path() {
            return "/members";
        }

        @Override
        void show(String body) {
            if (json) {
                print(body.strip());
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

        private void line(Object... cells) {
            print("%-6s %-24s %-12s %-11s %-9s %-6s %s".formatted(cells).strip());
        }
    }

    /** Changes one member. */
    abstract static sealed class ChangeOne extends OperatorRequest {
        @Parameters(paramLabel = "NAME", description = "Name or number of the worker.")
        private String who;

        private final Change change;

        ChangeOne(Change change) {
            super(HttpMethod.POST);
            this.change = change;
        }

        @Override
        String path() {
            return "/members/%s/%s"
                    .formatted(URLEncoder.encode(who, StandardCharsets.UTF_8), change);
        }

        @Override
        void show(String body) {
            print(
                    "%s %s: the job %s"
                            .formatted(change, who, new JsonObject(body).getString("promise")));
        }
    }

    /** Excludes one that stays a member. */
    @Command(
            name = "quarantine",
            description =
                    "Its gradients do not count until it is readmitted; it counts as one of the f.",
            footer = "  ${COMMAND-FULL-NAME} 4 --admin-token-file operator.token")
    static final class QuarantineOne extends ChangeOne {
        QuarantineOne() {
            super(Change.QUARANTINE);
        }
    }

    /** Makes n one less. */
    @Command(
            name = "remove",
            description = "It is no member any more, and n is one less.",
            footer = "  ${COMMAND-FULL-NAME} 4 --admin-token-file operator.token")
    static final class RemoveOne extends ChangeOne {
        RemoveOne() {
            super(Change.REMOVE);
        }
    }

    /** Takes one back. */
    @Command(
            name = "readmit",
            aliases = "return",
            description = "It is a member again, with no faults.",
            footer = "  ${COMMAND-FULL-NAME} 4 --admin-token-file operator.token")
    static final class ReadmitOne extends ChangeOne {
        ReadmitOne() {
            super(Change.READMIT);
        }
    }
}
