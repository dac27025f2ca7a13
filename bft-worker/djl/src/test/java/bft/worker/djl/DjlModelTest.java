package bft.worker.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.loss.Loss;
import bft.worker.data.Dataset;
import bft.worker.model.Batch;
import bft.worker.model.Evaluation;
import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DjlModelTest {
    private static final int WIDTH = 6;
    private static final int CLASSES = 3;
    private static final long SEED = 11;

    private static DjlModel perceptron() {
        SequentialBlock block =
                new SequentialBlock()
                        .add(Blocks.batchFlattenBlock())
                        .add(Linear.builder().setUnits(5).build())
                        .add(Activation::relu)
                        .add(Linear.builder().setUnits(CLASSES).build());
        return model(block);
    }

    private static DjlModel model(SequentialBlock block) {
        return new DjlModel(
                Engine.getInstance(), block, Loss.softmaxCrossEntropyLoss(), new Shape(WIDTH));
    }

    private static Dataset data() {
        var random = new Random(SEED);
        var features = new float[40 * WIDTH];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return new Dataset(features, random.ints(40, 0, CLASSES).toArray(), WIDTH, CLASSES);
    }

    /** Our own perceptron has its weights the other way round: input by output. */
    private static float[] asOurs(float[] theirs) {
        float[] ours = theirs.clone();
        transpose(theirs, ours, 0, 5, WIDTH);
        transpose(theirs, ours, 5 * WIDTH + 5, CLASSES, 5);
        return ours;
    }

    private static void transpose(float[] from, float[] to, int start, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                to[start + j * rows + i] = from[start + i * columns + j];
            }
        }
    }

    @Test
    void everyBitOfTheSeedCounts() {
        try (DjlModel model = perceptron()) {
            var one = new float[model.dimension()];
            var other = new float[model.dimension()];
            model.initialise(SEED, one);
            model.initialise(SEED + (1L << 40), other);
            assertThat(other).isNotEqualTo(one);
        }
    }

    @Test
    void agreesWithOurPerceptron() {
        GradientFunction ours = Models.of("mlp:5", WIDTH, CLASSES);
        try (DjlModel theirs = perceptron()) {
            assertThat(theirs.dimension()).isEqualTo(ours.dimension());
            assertThat(theirs.tensors()).hasSize(4);
            float[] parameters = new float[theirs.dimension()];
            theirs.initialise(SEED, parameters);
            var batch = new Batch(data(), new int[] {0, 3, 7, 3, 39});
            float[] gradient = new float[theirs.dimension()];
            float[] expected = new float[theirs.dimension()];
            for (int repeat = 0; repeat < 2; repeat++) {
                double loss = theirs.lossAndGradient(parameters, batch, gradient);
                double wanted = ours.lossAndGradient(asOurs(parameters), batch, expected);
                assertThat(loss).isCloseTo(wanted, within(1e-5));
                assertThat(asOurs(gradient)).containsExactly(expected, within(1e-5f));
                assertThat(gradient).isNotEqualTo(new float[gradient.length]);
            }
            Evaluation measured = theirs.evaluate(parameters, data());
            Evaluation wanted = ours.evaluate(asOurs(parameters), data());
            assertThat(measured.accuracy()).isEqualTo(wanted.accuracy());
            assertThat(measured.loss()).isCloseTo(wanted.loss(), within(1e-5));
        }
    }

    @Test
    void drawsTheSameForTheSameSeed() {
        try (DjlModel model = perceptron()) {
            float[] first = new float[model.dimension()];
            float[] again = new float[model.dimension()];
            float[] other = new float[model.dimension()];
            model.initialise(SEED, first);
            model.initialise(SEED, again);
            model.initialise(SEED + 1, other);
            assertThat(again).isEqualTo(first);
            assertThat(other).isNotEqualTo(first);
        }
    }

    @Test
    void drawsTheSameWhileOthersDraw() {
        float[] alone;
        try (DjlModel model = perceptron()) {
            alone = new float[model.dimension()];
            model.initialise(SEED, alone);
        }
        List<float[]> together =
                IntStream.range(0, 200)
                        .parallel()
                        .mapToObj(
                                i -> {
                                    try (DjlModel model = perceptron()) {
                                        float[] drawn = new float[model.dimension()];
                                        model.initialise(SEED, drawn);
                                        return drawn;
                                    }
                                })
                        .toList();
        assertThat(together).allSatisfy(drawn -> assertThat(drawn).isEqualTo(alone));
    }

    @Test
    void leavesOutWhatTakesNoGradient() {
        SequentialBlock block =
                new SequentialBlock()
                        .add(BatchNorm.builder().build())
                        .add(Linear.builder().setUnits(CLASSES).build());
        try (DjlModel model = model(block)) {
            assertThat(model.dimension()).isEqualTo(2 * WIDTH + CLASSES * WIDTH + CLASSES);
            float[] gradient = new float[model.dimension()];
            float[] parameters = new float[model.dimension()];
            model.initialise(SEED, parameters);
            model.lossAndGradient(parameters, new Batch(data(), new int[] {0, 1, 2}), gradient);
            assertThat(gradient).isNotEqualTo(new float[gradient.length]);
        }
    }

    @Test
    void survivesHostileParameters() {
        try (DjlModel model = perceptron()) {
            float[] gradient = new float[model.dimension()];
            var batch = new Batch(data(), new int[] {0, 1});
            for (float hostile : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 3e38f}) {
                float[] parameters = new float[model.dimension()];
                Arrays.fill(parameters, hostile);
                model.lossAndGradient(parameters, batch, gradient);
                Evaluation evaluation = model.evaluate(parameters, data());
                assertThat(evaluation.accuracy()).isBetween(0.0, 1.0);
            }
            float[] nothing = new float[model.dimension()];
            Arrays.fill(nothing, Float.NaN);
            assertThat(model.accuracy(nothing, data())).isZero();
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (DjlModel model = perceptron()) {
            float[] parameters = new float[model.dimension()];
            assertThatThrownBy(() -> model.evaluate(new float[3], data()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has %s parameters, got 3", model.dimension());
            var wide = new Dataset(new float[8], new int[] {0}, 8, CLASSES);
            assertThatThrownBy(() -> model.evaluate(parameters, wide))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("got data with 8 and 3");
        }
        var onlyOne = new SequentialBlock().add(Linear.builder().setUnits(1).build());
        assertThatThrownBy(() -> model(onlyOne))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(1, 1)");
    }
}
