package bft.experiments;

import bft.aggregation.admission.FilterDescription;
import bft.aggregation.admission.policy.Filters;
import bft.experiments.vectors.JsonVectors;
import bft.server.synchrony.ModeDescription;
import bft.server.synchrony.Modes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "filters",
        mixinStandardHelpOptions = true,
        description =
                "Lists the modes, and the filters that judge each gradient in modes async and ssp.")
final class FiltersCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "One JSON object instead of tables.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> both = new LinkedHashMap<>();
            both.put("modes", Modes.all());
            both.put("filters", Filters.all());
            out.println(JsonVectors.MAPPER.writeValueAsString(both));
            return 0;
        }
        List<String> modes = List.of("mode", "which gradients make a step, and when");
        Listing.print(out, false, modes, Modes.all(), FiltersCommand::listing);
        out.println();
        List<String> filters =
                List.of("filter", "which gradients it takes; tau is their staleness");
        Listing.print(out, false, filters, Filters.all(), FiltersCommand::listing);
        return 0;
    }

    private static Listing listing(ModeDescription mode) {
        return new Listing(
                mode.name(), List.of(mode.summary(), "needs: " + mode.condition(), mode.source()));
    }

    private static Listing listing(FilterDescription filter) {
        List<String> lines = new ArrayList<>();
        lines.add(filter.summary());
        lines.addAll(filter.parameters());
        lines.add("needs: " + filter.condition());
        lines.add(filter.source());
        return new Listing(filter.name(), lines);
    }
}
