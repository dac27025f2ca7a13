package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.policy.Filters;
import bft.aggregation.rules.Rules;
import bft.attacks.behaviour.Behaviours;
import bft.attacks.catalogue.Attacks;
import bft.experiments.vectors.JsonVectors;
import bft.server.optimiser.OptimiserDescription;
import bft.server.optimiser.Optimisers;
import bft.server.optimiser.ScheduleDescription;
import bft.server.synchrony.ModeDescription;
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
                                + "\"default\":\"midpoint\",\"meaning\":\"the middle of an even n\"}");
    }

    @Test
    void theReferencePageIsThatOfTheRegistries() throws Exception {
        assertThat(Path.of("REFERENCE.md"))
                .as("write it anew with: experiments/bft reference > experiments/REFERENCE.md")
                .hasContent(CommandRun.of("reference").out());
    }

    @Test
    void everyModeIsListedWithConditionAndSource() throws Exception {
        CommandRun run = CommandRun.of("modes");
        assertThat(run.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThan(101));
        String words = run.out().replaceAll("\\s+", " ");
        for (ModeDescription mode : Modes.all()) {
            assertThat(run.out()).contains("\n" + mode.name() + " ");
            assertThat(words).contains("needs: " + mode.condition()).contains(mode.source());
        }
        assertThat(JsonVectors.MAPPER.readTree(CommandRun.of("modes", "--json").out())).hasSize(5);
    }

    @Test
    void everyScheduleIsListedWithFormulaAndSource() throws Exception {
        CommandRun run = CommandRun.of("schedules");
        assertThat(run.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThan(101));
        String words = run.out().replaceAll("\\s+", " ");
        for (ScheduleDescription schedule : Optimisers.schedules()) {
            assertThat(run.out()).contains("\n" + schedule.name() + " ");
            assertThat(words).contains(schedule.formula()).contains(schedule.source());
        }
        var json = JsonVectors.MAPPER.readTree(CommandRun.of("schedules", "--json").out());
        assertThat(json).hasSize(Optimisers.schedules().size());
    }

    @Test
    void everyOptimiserIsListedWithFormulaSlotsAndSource() throws Exception {
        CommandRun run = CommandRun.of("optimisers");
        assertThat(run.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThan(101));
        String words = run.out().replaceAll("\\s+", " ");
        for (OptimiserDescription optimiser : Optimisers.all()) {
            assertThat(run.out()).contains("\n" + optimiser.name() + " ");
            assertThat(words)
                    .contains(optimiser.formula())
                    .contains("state: " + optimiser.slots())
                    .contains(optimiser.source());
        }
        var json = JsonVectors.MAPPER.readTree(CommandRun.of("optimisers", "--json").out());
        assertThat(json).hasSize(Optimisers.all().size());
    }
}
