package bft.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.client.Model;
import bft.worker.training.Draw;
import bft.worker.training.GradientSource;
import bft.worker.wire.Contract;
import bft.worker.wire.Draws;
import bft.worker.wire.Incarnation;
import bft.worker.wire.Task;
import bft.worker.wire.Transfer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountedGradientsTest {
    private final List<Draw> drawn = new ArrayList<>();

    private final GradientSource source =
            new GradientSource() {
                @Override
                public float[] gradientAt(Draw draw, float[] parameters) {
                    drawn.add(draw);
                    return parameters.clone();
                }

                @Override
                public GradientSource fork() {
                    return this;
                }
            };

    private CountedGradients after(long pushed) {
        return new CountedGradients(
                source,
                new Contract(
                        "job",
                        0,
                        2,
                        0,
                        1,
                        Task.UNSPECIFIED,
                        Transfer.DEFAULT,
                        0,
                        100,
                        pushed,
                        Incarnation.UNSPECIFIED));
    }

    private static void compute(CountedGradients gradients, long version, int attempt) {
        gradients.gradient(new Model(version, new float[1]), attempt);
    }

    @Test
    void aMissedRoundMissesNoBatch() {
        CountedGradients gradients = after(0);
        compute(gradients, 0, 0);
        compute(gradients, 4, 0);
        compute(gradients, 4, 1);
        assertThat(drawn)
                .containsExactly(new Draw(0, 0), new Draw(4, 1), new Draw(Draws.of(4, 1), 2));
    }

    @Test
    void aRestartedWorkerGoesOnAfterTheGradientsThatItPushed() {
        compute(after(3), 9, 0);
        assertThat(drawn).containsExactly(new Draw(9, 3));
    }
}
