package bft.server;

import bft.worker.command.Failures;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One call of a command of the operator's, in this process.
 *
 * @param out what it printed
 */
record OperatorsCommand(int code, String out) {
    static OperatorsCommand run(String... arguments) {
        CommandLine program =
                ServerMain.addOperatorsCommands(new CommandLine(CommandSpec.create()));
        var printed = new StringWriter();
        program.setOut(new PrintWriter(printed, true));
        int code = new Failures(error -> Optional.empty()).run(program, arguments);
        return new OperatorsCommand(code, printed.toString());
    }

    /** The one object that was printed. */
    JsonObject json() {
        return new JsonObject(out);
    }
}
