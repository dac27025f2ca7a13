package bft.experiments.reference;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "reference",
        description = "Prints all listings as one page in Markdown: REFERENCE.md.",
        footer = {"  bft reference > experiments/REFERENCE.md"})
public final class ReferenceCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(ReferencePage.text());
        return 0;
    }
}
