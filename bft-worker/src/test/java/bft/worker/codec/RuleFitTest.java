package bft.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RuleFitTest {

    @Test
    void rulesThatLookAtCoordinatesOrDistancesAreWarnedOfWhereMostIsZero() {
        GradientCodec sparse = Codecs.of("top-k");
        assertThat(RuleFit.warning("median", sparse).orElseThrow())
                .isEqualTo(
                        "median is not known to hold on gradients sent as top-k:share=0.01, most of"
                                + " which is 0: centered-clipping:tau=1 does");
        assertThat(RuleFit.warning("nnm,multi-krum:m=3", sparse)).isPresent();
        assertThat(RuleFit.warning("centered-clipping:tau=2", sparse)).isEmpty();
        assertThat(RuleFit.warning("mean", sparse)).isEmpty();
        assertThat(RuleFit.warning("median", Codecs.of("int8"))).isEmpty();
    }
}
