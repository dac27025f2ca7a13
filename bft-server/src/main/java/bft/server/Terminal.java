package bft.server;

import bft.worker.config.OneLine;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Model.CommandSpec;

/** Prints text from files, which anyone may have written. */
final class Terminal {
    private Terminal() {}

    /** Prints lines such that no character of them controls the terminal. */
    static void print(CommandSpec command, String text) {
        text.lines().map(OneLine::shown).forEach(command.commandLine().getOut()::println);
    }

    /** Prints the whole object on one line, in the same way. */
    static void print(CommandSpec command, JsonObject json) {
        command.commandLine().getOut().println(OneLine.escaped(json.encode()));
    }
}
