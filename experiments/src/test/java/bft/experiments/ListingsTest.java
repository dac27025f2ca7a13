package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.policy.Filters;
import bft.aggregation.rules.Rules;
import bft.attacks.behaviour.Behaviours;
import bft.attacks.catalogue.Attacks;
import bft.experiments.vectors.JsonVectors;
import bft.server.optimiser.Optimisers;
import bft.server.optimiser.Schedules;
import bft.server.synchrony.Modes;
import bft.spec.Entry;
import bft.spec.Registry;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListingsTest {
    @Test
    void everyRegistryIsListedAsTextAndAsJsonInAHundredColumns() throws Exception {
        Map<String, Registry<?>> registries =
                Map.of(
                        "modes", Modes.registry(),
                        "optimisers", Optimisers.registry(),
                        "schedules", Schedules.registry(),
                        "rules", Rules.registry(),
                        "filters", Filters.registry(),
                        "attacks", Attacks.registry(),
                        "behaviours", Behaviours.registry());
        for (var named : registries.entrySet()) {
            CommandRun run = CommandRun.of(named.getKey());
            assertThat(run.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThan(101));
            String words = run.out().replaceAll("\\s+", " ");
            for (Entry<?> entry : named.getValue().entries()) {
                assertThat(run.out()).contains("\n" + entry.name() + " ");
                assertThat(words).contains("source: " + entry.fact("source"));
                entry.parameters().forEach(p -> assertThat(words).contains(p.toString()));
            }
            var json = JsonVectors.MAPPER.readTree(CommandRun.of(named.getKey(), "--json").out());
            assertThat(json).hasSize(named.getValue().entries().size());
            assertThat(json.get(0).get("name").asText()).isEqualTo(named.getValue().names().get(0));
        }
        assertThat(CommandRun.of("rules").out()).contains("condition: n >= 2f+3");
    }

    @Test
    void parametersAreJsonWithWhatTheyMayBeAndTheirDefaults() throws Exception {
        var rules = JsonVectors.MAPPER.readTree(CommandRun.of("rules", "--json").out());
        var median = rules.get(1);
        assertThat(median.get("name").asText()).isEqualTo("median");
        assertThat(median.get("parameters").get(0).toString())
                .isEqualTo(
                        "{\"name\":\"kind\",\"value\":\"one of midpoint, lower, upper\","
                                + "\"default\":\"midpoint\",\"meaning\":\"the median of an even n\"}");
    }

    @Test
    void theReferencePageIsThatOfTheRegistries() throws Exception {
        assertThat(Path.of("REFERENCE.md"))
                .as("write it again with: experiments/bft reference > experiments/REFERENCE.md")
                .hasContent(CommandRun.of("reference").out());
    }
}
