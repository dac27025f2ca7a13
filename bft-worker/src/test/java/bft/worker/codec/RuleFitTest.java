package bft.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RuleFitTest {

    private static boolean warns(String rule, String codec) {
        return RuleFit.warning(rule, Codecs.of(codec)).isPresent();
    }

    @Test
    void rulesThatLookAtCoordinatesOrDistancesAreWarnedOfWhereMostIsZero() {
        assertThat(RuleFit.warning("median", Codecs.of("top-k")).orElseThrow())
                .isEqualTo(
                        "median is not known to hold on gradients sent as top-k:share=0.01, most of"
                                + " which is 0: nnm,trimmed-mean does, and so do most rules after"
                                + " history");
        for (String rule : List.of("krum", "multi-krum:m=3", "trimmed-mean", "arc,median", "dnc")) {
            assertThat(warns(rule, "sparse-loco")).as(rule).isTrue();
        }
        for (String rule : List.of("nnm,multi-krum:m=3", "geometric-median", "caf", "mean")) {
            assertThat(warns(rule, "sparse-loco")).as(rule).isFalse();
        }
        assertThat(warns("kardam:votes=off", "top-k")).isTrue();
        assertThat(warns("median", "int8")).isFalse();
    }

    @Test
    void clippingNeedsARadiusAndHistoryAMemory() {
        assertThat(warns("centered-clipping:tau=2", "top-k")).isFalse();
        assertThat(warns("centered-clipping", "top-k")).isTrue();
        assertThat(warns("history,median", "top-k")).isFalse();
        assertThat(warns("history:beta=0.9,multi-krum", "sketch")).isFalse();
        assertThat(warns("history:beta=0.5,median", "top-k")).isTrue();
    }

    @Test
    void signsAndTernaryValuesHaveLimitsOfTheirOwn() {
        assertThat(warns("median", "sign")).isFalse();
        assertThat(warns("multi-krum", "sign")).isTrue();
        assertThat(warns("history,median", "sign")).isTrue();
        assertThat(warns("sign-majority", "sign")).isTrue();
        assertThat(warns("sign-majority", "sign:feedback=0")).isFalse();
        assertThat(warns("multi-krum", "ternary")).isFalse();
        assertThat(warns("median", "ternary")).isTrue();
        assertThat(warns("median", "int4")).isFalse();
        assertThat(warns("median", "int8:levels=1")).isTrue();
    }

    @Test
    void coordinatesDrawnAtRandomFitNoRule() {
        assertThat(RuleFit.warning("nnm,trimmed-mean", Codecs.of("random-k")).orElseThrow())
                .endsWith("most of which is left out at random: no rule is");
    }

    @Test
    void theDefaultRuleFitsTheCodecs() {
        assertThat(RuleFit.defaultRule(Codecs.listed("float32,int8"))).isEqualTo("multi-krum");
        for (String codec : List.of("top-k", "threshold", "sparse-loco", "sketch")) {
            assertThat(warns(RuleFit.defaultRule(Codecs.listed("float32," + codec)), codec))
                    .as(codec)
                    .isFalse();
        }
    }

    @Test
    void theListingNamesTheCodecsThatARuleDoesNotFit() {
        assertThat(RuleFit.unfit("mean")).isEmpty();
        assertThat(RuleFit.unfit("multi-krum"))
                .containsExactly("sign", "top-k", "threshold", "random-k", "sparse-loco", "sketch");
        assertThat(RuleFit.unfit("nnm")).containsExactly("random-k");
    }
}
