package bft.experiments.docs;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.AggregationRule;
import bft.aggregation.Distances;
import bft.aggregation.Mixing;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.kernels.Finite;
import bft.aggregation.reducer.Mean;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.worker.client.Computation;
import bft.worker.client.Model;
import bft.worker.codec.GradientCodec;
import bft.worker.codec.MalformedChunkException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The Java of the page on extending, which is compiled and run here. */
class ExtendingTest {
    /** The row whose distances to all others have the least sum: the medoid. */
    record Medoid() implements Mixing {
        @Override
        public Weights mix(Distances distances, RoundContext round) {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < distances.rows(); i++) {
                double sum = 0;
                for (int j = 0; j < distances.rows(); j++) {
                    sum += Math.sqrt(distances.squared(i, j));
                }
                if (sum < least) {
                    least = sum;
                    best = i;
                }
            }
            return Weights.meanOf(distances, best);
        }

        @Override
        public int inputsFor(int outputs) {
            return 1;
        }
    }

    @Test
    void aRuleIsAMixingAndAReducer() {
        var rule = new AggregationRule("medoid", 1, List.of(new Medoid()), new Mean());
        float[][] gradients = {{1, 1}, {1.1f, 1}, {50, -50}};
        float[] chosen =
                Aggregator.sequential().aggregate(rule, gradients, RoundContext.first(0)).output();
        assertThat(chosen).containsExactly(gradients[1]);
    }

    /** All attackers send the opposite of their colluders' mean. */
    record Opposite() implements Attack {
        @Override
        public float[][] forge(AdversaryView view) {
            float[] mean = new float[view.dimension()];
            for (float[] gradient : view.own()) {
                for (int k = 0; k < mean.length; k++) {
                    mean[k] -= gradient[k] / view.f();
                }
            }
            float[][] forged = new float[view.f()][];
            Arrays.setAll(forged, attacker -> mean.clone());
            return forged;
        }
    }

    @Test
    void anAttackMakesOneVectorForEachAttacker() {
        float[][] own = {{1, 2}, {3, 2}};
        var view =
                new AdversaryView(own, new float[0][], new float[2], 5, 2, Optional.empty(), 0, 0);
        assertThat(new Opposite().forge(view)).isDeepEqualTo(new float[][] {{-2, -2}, {-2, -2}});
    }

    private static float[] target = {1, 2};

    @Test
    void aWorkerIsAFunctionFromAModelToAGradient() {
        Computation towardsTarget =
                (model, attempt) -> {
                    float[] gradient = model.parameters().clone();
                    for (int k = 0; k < gradient.length; k++) {
                        gradient[k] -= target[k]; // of half the squared distance to the target
                    }
                    return gradient;
                };
        Model model = new Model(0, new float[] {0, 5});
        assertThat(towardsTarget.gradient(model, 0)).containsExactly(-1, 3);
    }

    /** Each coordinate as the upper half of its float: two bytes. */
    record UpperHalf() implements GradientCodec {
        @Override
        public String name() {
            return "upper-half";
        }

        @Override
        public String format() {
            return name();
        }

        @Override
        public int number() {
            return 1_000; // from 1,000 on numbers are free
        }

        @Override
        public long maxBytes(int coordinates) {
            return 2L * coordinates;
        }

        @Override
        public int maxCoordinates(int bytes) {
            return bytes / 2;
        }

        @Override
        public Encoder encoder(float[] gradient, long seed) {
            return (from, to, out) -> {
                for (int k = from; k < to; k++) {
                    out.putShort((short) (Float.floatToRawIntBits(gradient[k]) >>> 16));
                }
            };
        }

        @Override
        public int coordinates(ByteBuffer chunk) throws MalformedChunkException {
            if (chunk.remaining() == 0 || chunk.remaining() % 2 != 0) {
                throw new MalformedChunkException("a chunk has 2 bytes for each coordinate");
            }
            return chunk.remaining() / 2;
        }

        @Override
        public int decode(ByteBuffer chunk, float[] row, int from, int to) {
            for (int k = from; k < to; k++) {
                int bits = chunk.getShort(chunk.position() + 2 * (k - from)) << 16;
                row[k] = Float.intBitsToFloat(bits);
            }
            return Finite.firstNonFinite(row, from, to);
        }
    }

    @Test
    void aCodecWritesAndReadsChunks() throws MalformedChunkException {
        var codec = new UpperHalf();
        float[] gradient = {1, -2.5f, 1e30f, 0.1f};
        ByteBuffer chunk = ByteBuffer.allocate((int) codec.maxBytes(3));
        codec.encoder(gradient, 0).encode(1, 4, chunk);
        float[] row = new float[4];
        chunk.flip();
        assertThat(codec.coordinates(chunk)).isEqualTo(3);
        assertThat(codec.decode(chunk, row, 1, 4)).isEqualTo(-1);
        assertThat(row[1]).isEqualTo(-2.5f);
        assertThat(row[3]).isCloseTo(0.1f, org.assertj.core.data.Offset.offset(0.001f));
    }
}
