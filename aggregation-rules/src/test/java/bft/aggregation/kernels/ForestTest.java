package bft.aggregation.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ForestTest {
    private static double total(Forest forest) {
        var sum = new double[1];
        forest.total(sum);
        return sum[0];
    }

    @Test
    void sumsAreTheSameForAnyDivisionOfTheBlocks() {
        long seed = 4;
        var random = new Random(seed);
        for (int blocks = 1; blocks < 40; blocks++) {
            double[] values = random.doubles(blocks).toArray();
            var whole = new Forest(1);
            for (int b = 0; b < blocks; b++) {
                whole.add(0, b, new double[] {values[b]});
            }
            for (int cut = 0; cut <= blocks; cut++) {
                var joined = new Forest(1);
                var part = new Forest(1);
                for (int b = 0; b < cut; b++) {
                    part.add(0, b, new double[] {values[b]});
                }
                part.nodes().forEach(n -> joined.add(n.level(), n.index(), n.sum()));
                part.clear();
                for (int b = cut; b < blocks; b++) {
                    part.add(0, b, new double[] {values[b]});
                }
                part.nodes().forEach(n -> joined.add(n.level(), n.index(), n.sum()));
                assertThat(total(joined))
                        .as("seed %d, %d blocks cut at %d", seed, blocks, cut)
                        .isEqualTo(total(whole));
            }
        }
    }

    @Test
    void anEmptyForestSumsToZero() {
        assertThat(total(new Forest(1))).isZero();
    }
}
