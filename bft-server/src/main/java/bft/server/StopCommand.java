package bft.server;

import io.vertx.core.http.HttpMethod;
import picocli.CommandLine.Command;

/** Ends a running server in order. */
@Command(
        name = "stop",
        description = {
            "Ends a running server as Ctrl-C does: it writes its checkpoint and its last model and ends with"
                    + " code 5. The command that started it continues the job if it has --state-dir.",
            "Needs the operator's token (--admin-token-file)."
        },
        footer = "  ${COMMAND-FULL-NAME} --admin 127.0.0.1:7071 --admin-token-file operator.token")
final class StopCommand extends OperatorRequest {
    StopCommand() {
        super(HttpMethod.POST);
    }

    @Override
    String path() {
        return "/stop";
    }

    @Override
    void show(String body) {
        print("the server ends");
    }
}
