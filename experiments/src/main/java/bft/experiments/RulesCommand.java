package bft.experiments;

import bft.aggregation.RuleDescription;
import bft.aggregation.rules.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = "Lists the aggregation rules: what they need, compute and rest on.")
final class RulesCommand implements Callable<Integer> {
    private static final String COMPANION =
            """

            Beside each of them: momentum at the workers, m = beta m + (1 - beta) g, sent instead of g.
            It shrinks the spread of honest rows, which bounds the error of a rule; without it small
            lies, the same in each round, add up (El Mhamdi et al., ICLR 2021; Karimireddy et al., 2021).
            """;

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "One JSON array instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<String> titles = List.of("rule", "what it does, needs and rests on");
        var out = spec.commandLine().getOut();
        Listing.print(out, json, titles, Rules.all(), RulesCommand::listing);
        if (!json) {
            out.print(COMPANION);
        }
        return 0;
    }

    private static Listing listing(RuleDescription rule) {
        List<String> lines = new ArrayList<>();
        lines.add(rule.formula());
        lines.addAll(rule.parameters());
        lines.add("needs: " + rule.condition());
        lines.add("cost: " + rule.cost());
        lines.add("guarantee: " + rule.guarantee());
        lines.add(rule.source());
        return new Listing(rule.name(), lines);
    }
}
