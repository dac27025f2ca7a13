package bft.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.worker.wire.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Workers that make fewer local steps than others. */
class LocalWorkTest {
    private static final String PARTIAL = "local-steps:k=4,least=2,rate=0.5,send=mean";

    /** Notes the batches that are used; each gradient is 1. */
    private static final class Noted implements GradientSource {
        private final List<Long> batches = new ArrayList<>();

        @Override
        public float[] gradientAt(Draw draw, float[] parameters) {
            batches.add(draw.count());
            return new float[] {1};
        }

        @Override
        public GradientSource fork() {
            return this;
        }
    }

    private final Noted noted = new Noted();

    private GradientSource worker(int worker) {
        return LocalMethods.of(PARTIAL, new LocalMethods.Terms(version -> 0.1, 7, worker))
                .apply(noted);
    }

    private List<Integer> stepsOf(int worker, int from, int to) {
        GradientSource source = worker(worker);
        List<Integer> steps = new ArrayList<>();
        for (int k = from; k < to; k++) {
            int before = noted.batches.size();
            assertThat(source.gradientAt(new Draw(3L * k, k), new float[1])).containsExactly(1);
            steps.add(noted.batches.size() - before);
        }
        return steps;
    }

    @Test
    void eachGradientIsTheMeanOfTheStepsThatWereMadeAndNoBatchIsLeftOut() {
        List<Integer> steps = stepsOf(3, 0, 50);
        assertThat(steps).containsOnly(2, 3, 4).contains(2, 3, 4);
        assertThat(noted.batches)
                .containsExactlyElementsOf(
                        LongStream.range(0, noted.batches.size()).boxed().toList());
    }

    @Test
    void whatAWorkerSaysItDidIsWhatItDid() {
        var figures =
                WorkerFigures.of(
                        PARTIAL, new LocalMethods.Terms(version -> 0.1, 7, 3), Optional.empty());
        List<Integer> said = new ArrayList<>();
        for (int k = 0; k < 50; k++) {
            figures.expect(new Draw(3L * k, k), new float[1]);
            said.add(figures.newest().get(Figure.LOCAL_STEPS).intValue());
        }
        assertThat(said).isEqualTo(stepsOf(3, 0, 50));
    }

    @Test
    void aRestartedWorkerMakesTheSameStepsAndAnotherWorkerOthers() {
        List<Integer> steps = stepsOf(3, 0, 50);
        long first = noted.batches.size();
        assertThat(stepsOf(3, 50, 60)).hasSize(10);
        assertThat(noted.batches.get((int) first)).isEqualTo(first);
        assertThat(stepsOf(3, 20, 50)).isEqualTo(steps.subList(20, 50));
        assertThat(stepsOf(4, 0, 50)).isNotEqualTo(steps);
    }

    @Test
    void refusesMoreThanTheMost() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalMethods.of("local-steps:k=4,least=5"))
                .withMessage("local-steps needs least <= k, got least=5, k=4");
    }
}
