package bft.server;

import bft.server.audit.Verification;
import bft.worker.command.ExitCode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks an audit log. */
@Command(
        name = "verify",
        description = {
            "Checks an audit log from its oldest file to its newest: that no line was changed,"
                    + " removed or added, that rounds are in order, and who signed it."
        },
        exitCodeList = {
            "0:every line passes",
            "2:it cannot be read, or a bad value",
            "3:every line passes, and the log says that rounds are missing",
            "4:a line fails: it is named, with the reason"
        },
        footer = {"  ${COMMAND-FULL-NAME} audit.jsonl --key audit.pub"})
final class VerifyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "LOG", description = "The file given to --audit-log.")
    private Path log;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Public Ed25519 key in PEM form. Without it signatures are not checked.")
    private Path key;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Verification.Result result = Verification.of(log, Optional.ofNullable(key));
        if (json) {
            Terminal.print(spec, json(result));
        } else {
            Terminal.print(spec, text(result));
        }
        if (result.failure().isPresent()) {
            return ExitCode.NOT_WRITTEN.code();
        }
        return (result.lost() > 0 ? ExitCode.JOB_FAILED : ExitCode.DONE).code();
    }

    private JsonObject json(Verification.Result result) {
        return new JsonObject()
                .put("failure", result.failure().orElse(null))
                .put("first_line", result.first())
                .put("last_line", result.lines())
                .put("rounds", result.rounds())
                .put("repeated_rounds", result.again())
                .put("missing_rounds", result.lost())
                .put("signatures", result.signatures())
                .put("signatures_checked", key != null)
                .put("signed_to_line", result.signedTo())
                .put("open", result.isOpen());
    }

    private String text(Verification.Result result) {
        var text = new StringBuilder();
        result.failure().ifPresent(why -> text.append("FAILS: %s%n".formatted(why)));
        text.append(
                "lines %s to %s pass: %s rounds, %s of them repeated after a crash, %s missing%n"
                        .formatted(
                                result.first(),
                                result.lines(),
                                result.rounds(),
                                result.again(),
                                result.lost()));
        if (result.signatures() == 0) {
            text.append("no line is signed");
        } else {
            text.append(
                    "%s signatures, %s; the last covers the lines up to %s"
                            .formatted(
                                    result.signatures(),
                                    key == null ? "not checked without --key" : "all of this key",
                                    result.signedTo()));
        }
        if (result.failure().isEmpty() && result.isOpen()) {
            text.append("%nthe log is open: its server runs or was killed".formatted());
        }
        return text.toString();
    }
}
