package bft.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
    private static final Contribution ANY = new Contribution(0, 0, new float[3]);
    private static final AdmissionFilter HALF = (contribution, modelAt) -> new Accepted(0.5);
    private static final AdmissionFilter NEVER =
            (contribution, modelAt) -> new Refused(Refusal.STALE_VERSION, "never");

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
                assertThat(FiniteCheck.firstNonFinite(values)).isEqualTo(at);
            }
        }
    }

    @Test
    void hugeAndTinyValuesAreFinite() {
        for (float value : new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -0f}) {
            assertThat(FiniteCheck.firstNonFinite(filled(value, 9))).isEqualTo(-1);
        }
        assertThat(FiniteCheck.firstNonFinite(new float[0])).isEqualTo(-1);
    }

    @Test
    void weightsMultiplyAlongTheChain() {
        var chain = new AdmissionChain(List.of(HALF, new FiniteCheck(), HALF));
        assertThat(chain.judge(ANY, version -> ANY.gradient())).isEqualTo(new Accepted(0.25));
    }

    @Test
    void theFirstRefusalEndsTheChain() {
        AdmissionFilter unreached =
                (contribution, modelAt) -> {
                    throw new AssertionError("reached");
                };
        var chain = new AdmissionChain(List.of(HALF, NEVER, unreached));
        assertThat(chain.judge(ANY, version -> ANY.gradient()))
                .isEqualTo(new Refused(Refusal.STALE_VERSION, "never"));
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
