package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.RuleDescription;
import bft.aggregation.rules.Rules;
import bft.aggregation.admission.FilterDescription;
import bft.aggregation.admission.policy.Filters;
import bft.attacks.Attacks;
import bft.attacks.behaviour.BehaviourDescription;
import bft.attacks.behaviour.Behaviours;
import bft.experiments.vectors.JsonVectors;
import bft.server.optimiser.OptimiserDescription;
import bft.server.optimiser.Optimisers;
import bft.server.optimiser.ScheduleDescription;
import bft.server.synchrony.ModeDescription;
import bft.server.synchrony.Modes;
import org.junit.jupiter.api.Test;

class ListingsTest {
    @Test
    void everyRuleIsListedWithConditionAndSourceInAHundredColumns() {
        CommandRun run = CommandRun.of("rules");
        assertThat(run.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThan(101));
        String words = run.out().replaceAll("\\s+", " ");
        for (RuleDescription rule : Rules.all()) {
            assertThat(run.out()).contains("\n" + rule.name() + " ");
            assertThat(words).contains(rule.source());
        }
        assertThat(run.out()).contains("n >= 2f+3");
    }

    @Test
    void rulesAreAlsoJson() throws Exception {
        var rules = JsonVectors.MAPPER.readTree(CommandRun.of("rules", "--json").out());
        assertThat(rules).hasSize(Rules.all().size());
        assertThat(rules.get(0).get("name").asText()).isEqualTo(Rules.all().get(0).name());
    }

    @Test
    void attacksOnVectorsAndInTimeAreListedTogether() throws Exception {
        CommandRun run = CommandRun.of("attacks");
        assertThat(run.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThan(101));
        for (BehaviourDescription behaviour : Behaviours.all()) {
            assertThat(run.out()).contains("\n" + behaviour.name() + " ");
        }
        assertThat(run.out()).contains("\nsign-flip ");
        var json = JsonVectors.MAPPER.readTree(CommandRun.of("attacks", "--json").out());
        assertThat(json).hasSize(Attacks.all().size() + Behaviours.all().size());
    }

    @Test
    void modesAndFiltersAreListedWithConditionAndSource() throws Exception {
        CommandRun run = CommandRun.of("filters");
        assertThat(run.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThan(101));
        String words = run.out().replaceAll("\\s+", " ");
        for (FilterDescription filter : Filters.all()) {
            assertThat(run.out()).contains("\n" + filter.name() + " ");
            assertThat(words).contains("needs: " + filter.condition()).contains(filter.source());
        }
        for (ModeDescription mode : Modes.all()) {
            assertThat(run.out()).contains("\n" + mode.name() + " ");
        }
        var json = JsonVectors.MAPPER.readTree(CommandRun.of("filters", "--json").out());
        assertThat(json.path("filters")).hasSize(Filters.all().size());
        assertThat(json.path("modes")).hasSize(5);
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
