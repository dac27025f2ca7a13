package bft.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.kernels.Finite;
import bft.worker.verdict.Accepted;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
    private static int firstNonFinite(float[] values) {
        return Finite.firstNonFinite(values, 0, values.length);
    }

    private static float[] filled(float value, int length) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 64, 1001})
    void aSingleNonFiniteValueIsFoundWhereverItStands(int length) {
        for (int at = 0; at < length; at++) {
            for (float bad : new float[] {Float.NaN, 1 / 0f, -1 / 0f}) {
                float[] values = filled(-3, length);
                values[at] = bad;
                assertThat(firstNonFinite(values)).isEqualTo(at);
            }
        }
    }

    @Test
    void hugeAndTinyValuesAreFinite() {
        for (float value : new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -0f}) {
            assertThat(firstNonFinite(filled(value, 9))).isEqualTo(-1);
        }
        assertThat(firstNonFinite(new float[0])).isEqualTo(-1);
    }

    @Test
    void onlyTheLastAnswerIsKept() {
        var answers = new Answers(2);
        assertThat(answers.given(0, 0)).isEmpty();
        answers.remember(0, 3, new Accepted(1));
        assertThat(answers.given(0, 3)).contains(new Accepted(1));
        assertThat(answers.given(1, 3)).isEmpty();
        assertThat(answers.isPast(0, 2)).isTrue();
        assertThat(answers.isPast(0, 4)).isFalse();
        answers.remember(0, 4, new Accepted(0));
        assertThat(answers.given(0, 3)).isEmpty();
        assertThat(answers.lastSequence(0)).isEqualTo(4);
    }
}
