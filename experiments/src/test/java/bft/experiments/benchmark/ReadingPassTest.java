package bft.experiments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadingPassTest {
    @Test
    void returnsForAnyShapeAndNumberOfThreads() {
        for (int threads = 1; threads <= 3; threads++) {
            try (var team = new BenchThreads(threads)) {
                for (int d : new int[] {1, 2048, 16385, 40_000}) {
                    float[][] rows = Inputs.of(3, d, 0).rows();
                    new ReadingPass(rows, team).run();
                    assertThat(rows).isDeepEqualTo(Inputs.of(3, d, 0).rows());
                }
            }
        }
    }
}
