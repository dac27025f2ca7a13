package bft.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.wire.Chunks;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorFeedbackTest {
    private static final long SEED = Long.getLong("bft.seed", 1);
    private static final int WORKER = 3;
    private static final int D = 1_000;

    static Stream<GradientCodec> biased() {
        return Codecs.ALL.stream().filter(codec -> codec.feedback() == 1);
    }

    private static final class Drawn implements GradientSource {
        @Override
        public float[] gradientAt(Draw draw, float[] parameters) {
            var random = new Random(SEED * 1_000 + draw.number());
            var gradient = new float[D];
            for (int k = 0; k < D; k++) {
                gradient[k] = (float) random.nextGaussian() + 0.3f * (k % 3);
            }
            return gradient;
        }

        @Override
        public GradientSource fork() {
            return this;
        }
    }

    /** What the last gradient still lacks is what was computed in all and did not arrive. */
    @ParameterizedTest
    @MethodSource("biased")
    void whatArrivesAddsUpToWhatWasComputedButForTheLastRest(GradientCodec codec) {
        var plain = new Drawn();
        GradientSource source = ErrorFeedback.of(codec, SEED, WORKER, plain);
        double[] computed = new double[D];
        double[] arrivedInAll = new double[D];
        float[] sent = {};
        float[] arrived = new float[D];
        for (int version = 0; version < 50; version++) {
            sent = source.gradientAt(Draw.of(version), new float[0]);
            long seed = Codecs.seed(SEED, WORKER, version);
            assertThat(Chunks.transmit(codec, sent, seed, arrived)).isEqualTo(-1);
            float[] gradient = plain.gradientAt(Draw.of(version), new float[0]);
            for (int k = 0; k < D; k++) {
                computed[k] += gradient[k];
                arrivedInAll[k] += arrived[k];
            }
        }
        for (int k = 0; k < D; k++) {
            double rest = sent[k] - arrived[k];
            assertThat(computed[k] - arrivedInAll[k])
                    .as("coordinate %d, seed %d", k, SEED)
                    .isCloseTo(rest, within(1e-3));
        }
    }

    @Test
    void aCodecThatIsRightOnAverageNeedsNone() {
        var plain = new Drawn();
        assertThat(ErrorFeedback.of(Codecs.of("int8"), SEED, WORKER, plain)).isSameAs(plain);
        assertThat(ErrorFeedback.of(Codecs.of("sign:feedback=0"), SEED, WORKER, plain))
                .isSameAs(plain);
    }

    @Test
    void askedAgainItAnswersTheSameAndAForkGoesItsOwnWay() {
        GradientSource source = ErrorFeedback.of(Codecs.of("sign"), SEED, WORKER, new Drawn());
        float[] first = source.gradientAt(Draw.of(1), new float[0]);
        assertThat(source.gradientAt(Draw.of(1), new float[0])).isEqualTo(first);
        GradientSource fork = source.fork();
        float[] ahead = fork.gradientAt(Draw.of(2), new float[0]);
        fork.gradientAt(Draw.of(3), new float[0]);
        assertThat(source.gradientAt(Draw.of(2), new float[0])).isEqualTo(ahead);
        assertThat(ahead).isNotEqualTo(new Drawn().gradientAt(Draw.of(2), new float[0]));
    }
}
