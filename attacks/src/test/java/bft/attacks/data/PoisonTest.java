package bft.attacks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.attacks.catalogue.Attacks;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PoisonTest {
    private static final int CLASSES = 4;

    private static Poison poison(String attack) {
        return Attacks.of(attack).poison().orElseThrow();
    }

    private static int[] labels(String attack) {
        return IntStream.range(0, CLASSES)
                .map(label -> poison(attack).poison(new float[9], label, CLASSES, new Random(1)))
                .toArray();
    }

    @Test
    void labelsBecomeTheOppositeTheNextOrOneInParticular() {
        assertThat(labels("label-flip")).containsExactly(3, 2, 1, 0);
        assertThat(labels("label-flip:to=next")).containsExactly(1, 2, 3, 0);
        assertThat(labels("label-flip:from=2,to=0")).containsExactly(0, 1, 0, 3);
    }

    @Test
    void flippingLabelsLeavesFeaturesAlone() {
        float[] row = {1, 2, 3};
        poison("label-flip").poison(row, 0, CLASSES, new Random(1));
        assertThat(row).containsExactly(1, 2, 3);
    }

    @Test
    void aBackdoorIsASquareInTheLowerRightCorner() {
        float[] row = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        int label =
                poison("backdoor:target=2,share=1,size=2,value=0").poison(row, 1, 4, new Random(1));
        assertThat(row).containsExactly(1, 2, 3, 4, 0, 0, 7, 0, 0);
        assertThat(label).isEqualTo(2);
    }

    @Test
    void rowsThatAreNotImagesGetItInTheirLastFeatures() {
        float[] row = {1, 2, 3, 4, 5, 6};
        poison("backdoor:share=1,size=2,value=0").poison(row, 1, 4, new Random(1));
        assertThat(row).containsExactly(1, 2, 0, 0, 0, 0);
    }

    @Test
    void onlyAShareOfTheRowsGetsTheBackdoor() {
        Poison backdoor = poison("backdoor:share=0.25");
        long triggered =
                IntStream.range(0, 4000)
                        .filter(
                                i ->
                                        backdoor.poison(new float[9], 1, 4, new Random(i * 7919L))
                                                == 0)
                        .count();
        assertThat(triggered).isBetween(850L, 1150L);
    }

    @Test
    void itsGoalIsEveryOtherRowWithTheTrigger() {
        Poison backdoor = poison("backdoor:target=2,share=0.01,size=1,value=5");
        float[] row = {1, 2, 3, 4};
        assertThat(backdoor.goal(row, 1, CLASSES)).hasValue(2);
        assertThat(row).containsExactly(1, 2, 3, 5);
        assertThat(backdoor.goal(new float[4], 2, CLASSES)).isEmpty();
    }

    @Test
    void theGoalOfFlippedLabelsIsTheFlippedLabel() {
        assertThat(poison("label-flip:from=2,to=0").goal(new float[1], 2, CLASSES)).hasValue(0);
        assertThat(poison("label-flip:from=2,to=0").goal(new float[1], 1, CLASSES)).isEmpty();
    }

    @Test
    void noiseIsTheSameForTheSameGenerator() {
        float[] row = new float[1000];
        float[] same = new float[1000];
        assertThat(poison("feature-noise:std=2").poison(row, 1, 4, new Random(5))).isEqualTo(1);
        poison("feature-noise:std=2").poison(same, 1, 4, new Random(5));
        assertThat(same).containsExactly(row);
        double squares = 0;
        for (float value : row) {
            squares += value * value;
        }
        assertThat(Math.sqrt(squares / row.length)).isBetween(1.8, 2.2);
    }

    @Test
    void aChainPoisonsInReadingOrder() {
        Poison both = poison("label-flip,backdoor:target=2,share=0");
        assertThat(both.poison(new float[9], 0, CLASSES, new Random(1))).isEqualTo(3);
        assertThat(both.goal(new float[9], 0, CLASSES)).hasValue(2);
        assertThat(both.goal(new float[9], 2, CLASSES)).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "label-flip:from=-1    | from must be a whole number >= 0, or all, got '-1'",
                "label-flip:to=x       | to",
                "backdoor:share=2      | share must be a number in [0, 1], got '2'",
                "feature-noise:std=-1  | std must be a number in [0, 1e36), got '-1'",
                "label-flip:from=4     | classes must be below 4",
                "backdoor:target=4     | target=4 do not fit 9 features and 4 classes",
                "backdoor:size=4       | size=4"
            })
    void reportsInvalidParameters(String attack, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> poison(attack).requireFits(9, CLASSES))
                .withMessageContaining(message);
    }
}
