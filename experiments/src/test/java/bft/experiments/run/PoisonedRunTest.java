package bft.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.attacks.catalogue.Attacks;
import bft.attacks.data.Poison;
import bft.experiments.simulation.Simulation;
import bft.worker.data.Dataset;
import bft.worker.model.Batch;
import bft.worker.training.Batches;
import bft.worker.training.Draw;
import bft.worker.training.Share;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PoisonedRunTest {
    private static final Dataset DATA =
            new Dataset(new float[] {1, 2, 3, 4, 5, 6}, new int[] {0, 1, 2}, 2, 3);

    private static LoadedRun loaded(String attack) {
        return RunConfig.of(
                        "batch=16",
                        "workers=10",
                        "byzantine=2",
                        "attack=" + attack,
                        "rule=mean",
                        "rounds=60",
                        "seed=4")
                .load();
    }

    private static Batches poisoned(String attack) {
        var clean =
                Batches.of(Batches.WITH_REPLACEMENT, new Share(DATA, new int[] {0, 2}, 0), 50, 1);
        return new PoisonedBatches(clean, Attacks.of(attack).poison().orElseThrow(), 1);
    }

    @Test
    void labelsAreFlippedInTheBatchAndNowhereElse() {
        Batch batch = poisoned("label-flip").at(Draw.of(0));
        for (int i = 0; i < batch.size(); i++) {
            int row = batch.rows()[i];
            float first = batch.data().features()[2 * row];
            assertThat(batch.data().labels()[row]).isEqualTo(first == 1 ? 2 : 0);
        }
        assertThat(DATA.labels()).containsExactly(0, 1, 2);
        assertThat(DATA.features()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void aRowIsPoisonedTheSameEachTimeItIsDrawn() {
        Batches batches = poisoned("feature-noise");
        assertThat(values(batches.at(Draw.of(0)))).hasSize(4);
        assertThat(values(batches.at(Draw.of(7)))).isEqualTo(values(batches.at(Draw.of(0))));
    }

    private static Set<Float> values(Batch batch) {
        var values = new TreeSet<Float>();
        for (float value : batch.data().features()) {
            values.add(value);
        }
        return values;
    }

    @Test
    void goalsAreTheRowsThatTheAdversaryCaresFor() {
        Poison flip = Attacks.of("label-flip:from=1,to=2").poison().orElseThrow();
        Dataset goals = PoisonedBatches.goals(DATA, flip).orElseThrow();
        assertThat(goals.features()).containsExactly(3, 4);
        assertThat(goals.labels()).containsExactly(2);
        Poison noise = Attacks.of("feature-noise").poison().orElseThrow();
        assertThat(PoisonedBatches.goals(DATA, noise)).isEmpty();
    }

    @Test
    void aBackdoorOpensWhileAccuracyStays() {
        LoadedRun attacked = loaded("backdoor:target=3,model-replacement:eta=2");
        var initial = attacked.initialParameters();
        var end = Simulation.run(attacked, (round, model) -> {});
        float[] trained = end.model().parameters();
        assertThat(attacked.attackSuccess(initial).orElseThrow()).isLessThan(0.5);
        assertThat(attacked.attackSuccess(trained).orElseThrow()).isGreaterThan(0.9);
        assertThat(attacked.evaluate(trained).accuracy()).isGreaterThan(0.7);
    }

    @Test
    void attacksOnVectorsHaveNoSuchSuccess() {
        LoadedRun attacked = loaded("sign-flip");
        assertThat(attacked.attackSuccess(attacked.initialParameters())).isEmpty();
    }

    @Test
    void refusesPoisonThatDoesNotFitTheData() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loaded("label-flip:to=10"))
                .withMessageContaining("classes must be below 10");
    }
}
