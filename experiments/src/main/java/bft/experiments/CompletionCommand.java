package bft.experiments;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Prints a script with which the shell completes commands and options of bft.",
        footer = {
            "  source <(bft completion bash)      # in ~/.bashrc",
            "  source <(bft completion zsh)       # in ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {
    /** Both read the same script: it begins with what zsh needs to understand it. */
    private enum Shell {
        bash,
        zsh
    }

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell;

    @Override
    public Integer call() {
        var program = spec.root();
        spec.commandLine().getOut().print(AutoComplete.bash(program.name(), program.commandLine()));
        return 0;
    }
}
