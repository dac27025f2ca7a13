package bft.experiments.terminal;

import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Accepts options by their former names, only so that the error can give the new ones. */
public final class FormerNames implements IParameterConsumer {
    @Option(
            names = {"--n", "--f", "--d"},
            hidden = true,
            parameterConsumer = FormerNames.class)
    private String any;

    @Override
    public void consumeParameters(Stack<String> values, ArgSpec option, CommandSpec command) {
        throw new ParameterException(
                command.commandLine(),
                "--n, --f and --d are called --workers, --byzantine and --dimension now");
    }
}
