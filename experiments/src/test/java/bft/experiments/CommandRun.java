package bft.experiments;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One call of the command line in this process: its output and its exit code. */
public record CommandRun(int code, String out, String err) {
    public static CommandRun of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                Main.FAILURES.run(
                        Main.commandLine(new PrintWriter(out, true))
                                .setErr(new PrintWriter(err, true)),
                        arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }
}
