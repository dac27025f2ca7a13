package bft.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import bft.worker.data.Dataset;
import bft.worker.wire.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkTest {

    @Test
    void softmaxLossAndGradientAgreeWithPaper() {
        // One feature x = 2, two classes, W = (1, 0), b = (0, 1): scores (2, 1), label 1.
        // p = (e/(1+e), 1/(1+e)); loss = log(1 + e); dz = (p0, p1 - 1) = (p0, -p0); dW = 2 dz.
        GradientFunction softmax = Models.of("softmax", 1, 2);
        float[] gradient = new float[4];
        double loss =
                softmax.lossAndGradient(
                        new float[] {1, 0, 0, 1}, oneRow(new float[] {2}, 1, 2), gradient);
        double p0 = Math.E / (1 + Math.E);
        assertThat(loss).isCloseTo(Math.log(1 + Math.E), within(1e-12));
        assertThat(gradient)
                .containsExactly(
                        new float[] {(float) (2 * p0), (float) (-2 * p0), (float) p0, (float) -p0},
                        within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource({
        "softmax, 4",
        "softmax:l2=0.3, 4",
        "mlp:7, 4",
        "mlp:6-5, 4",
        "'mlp:6-5,l2=0.1', 4",
        "linear, 4",
        "'linear:target=number,l2=0.1', 4",
        "linear:cost=rmse, 4",
        "'linear:target=number,cost=rmse,l2=0.1', 4",
        "'cnn:filters=2-3,hidden=5', 256",
        "'cnn:filters=2-3,hidden=5,padding=2-1', 256",
        "'cnn:filters=3-2,hidden=6-5,channels=2,l2=0.1', 578"
    })
    void lossAndGradientAgreeWithDoublePrecisionAndFiniteDifferences(String spec, int width) {
        for (long seed = 1; seed <= 3; seed++) {
            GradientFunction model = Models.of(spec, width, 3);
            float[] parameters = randomParameters(model.dimension(), seed);
            var batch = new Batch(randomData(20, width, 3, seed), new int[] {3, 19, 3, 0, 7, 11});
            var naive = new NaiveNetwork(spec, model.tensors());
            float[] gradient = new float[model.dimension()];
            double loss = model.lossAndGradient(parameters, batch, gradient);
            double expected = naive.loss(parameters, batch);
            assertThat(loss)
                    .as("%s, seed %d", spec, seed)
                    .isCloseTo(expected, withinPercentage(1e-3));
            double[] slopes = naive.slopes(parameters, batch);
            double largest = Arrays.stream(slopes).map(Math::abs).max().orElse(0);
            for (int i = 0; i < parameters.length; i++) {
                assertThat((double) gradient[i])
                        .as("%s, seed %d, parameter %d", spec, seed, i)
                        .isCloseTo(slopes[i], within(1e-4 * largest));
            }
        }
    }

    @Test
    void gradientOverwritesWhatWasThere() {
        GradientFunction model = Models.of("mlp:5,l2=0.1", 4, 3);
        float[] parameters = randomParameters(model.dimension(), 1);
        var batch = new Batch(randomData(9, 4, 3, 1), new int[] {1, 2});
        float[] fresh = new float[model.dimension()];
        float[] used = new float[model.dimension()];
        Arrays.fill(used, Float.NaN);
        model.lossAndGradient(parameters, batch, fresh);
        model.lossAndGradient(parameters, batch, used);
        assertThat(used).isEqualTo(fresh);
    }

    @Test
    void lossAndGradientDoNotDependOnEarlierBatchesOfOtherSizes() {
        GradientFunction model = Models.of("mlp:5", 4, 3);
        float[] parameters = randomParameters(model.dimension(), 2);
        var data = randomData(600, 4, 3, 2);
        var small = new Batch(data, new int[] {1, 2});
        float[] before = new float[model.dimension()];
        float[] after = new float[model.dimension()];
        double loss = model.lossAndGradient(parameters, small, before);
        model.evaluate(parameters, data);
        assertThat(model.lossAndGradient(parameters, small, after)).isEqualTo(loss);
        assertThat(after).isEqualTo(before);
    }

    @Test
    void evaluationAgreesWithTheLossOfOneLargeBatch() {
        GradientFunction model = Models.of("mlp:5", 4, 3);
        float[] parameters = randomParameters(model.dimension(), 3);
        var data = randomData(700, 4, 3, 3);
        var all = new Batch(data, IntStream.range(0, 700).toArray());
        double loss = model.lossAndGradient(parameters, all, new float[model.dimension()]);
        assertThat(model.evaluate(parameters, data).loss()).isCloseTo(loss, within(1e-12));
    }

    @Test
    void aGradientCountsTheRowsOfItsBatchThatThePredictionFits() {
        GradientFunction softmax = Models.of("softmax", 1, 2);
        var data = new Dataset(new float[] {1, 2, -1, -2}, new int[] {0, 0, 1, 0}, 1, 2);
        assertThat(softmax.lastAccuracy()).isEmpty();
        float[] parameters = {1, -1, 0, 0};
        softmax.lossAndGradient(parameters, new Batch(data, new int[] {3, 0}), new float[4]);
        assertThat(softmax.lastAccuracy()).hasValue(0.5);
        softmax.lossAndGradient(parameters, new Batch(data, new int[] {3, 3}), new float[4]);
        assertThat(softmax.lastAccuracy()).hasValue(0);
    }

    @Test
    void accuracyCountsTheLargestScore() {
        // Scores are (x, -x), so class 0 is predicted for positive x; three of four are right.
        GradientFunction softmax = Models.of("softmax", 1, 2);
        var data = new Dataset(new float[] {1, 2, -1, -2}, new int[] {0, 0, 1, 0}, 1, 2);
        assertThat(softmax.accuracy(new float[] {1, -1, 0, 0}, data)).isEqualTo(0.75);
    }

    @Test
    void hugeScoresDoNotOverflow() {
        GradientFunction softmax = Models.of("softmax", 1, 2);
        float[] gradient = new float[4];
        double loss =
                softmax.lossAndGradient(
                        new float[] {1e30f, -1e30f, 0, 0}, oneRow(new float[] {1}, 1, 2), gradient);
        assertThat(loss).isCloseTo(2e30, within(1e24));
        assertThat(gradient).containsExactly(1, -1, 1, -1);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE})
    void poisonedParametersNeitherThrowNorLookHealthy(float poison) {
        GradientFunction model = Models.of("mlp:5", 4, 3);
        float[] parameters = new float[model.dimension()];
        Arrays.fill(parameters, poison);
        var data = randomData(9, 4, 3, 1);
        var batch = new Batch(data, new int[] {0, 1, 2, 3, 4});
        double loss = model.lossAndGradient(parameters, batch, new float[model.dimension()]);
        assertThat(loss).isNaN();
        assertThat(model.accuracy(parameters, data)).isBetween(0.0, 1.0);
    }

    @Test
    void rowsWithoutAnyScoreCountAsWrong() {
        GradientFunction softmax = Models.of("softmax", 1, 2);
        var data = new Dataset(new float[] {1, 1}, new int[] {0, 1}, 1, 2);
        assertThat(softmax.accuracy(new float[] {Float.NaN, Float.NaN, 0, 0}, data)).isZero();
        assertThat(softmax.accuracy(new float[] {Float.NaN, 1, 0, 0}, data)).isEqualTo(0.5);
    }

    @Test
    void startsUniformWithinGlorotsBoundAndWithZeroBiases() {
        GradientFunction model = Models.of("mlp:50", 100, 50);
        float[] parameters = new float[model.dimension()];
        Arrays.fill(parameters, 9);
        model.initialise(1, parameters);
        double bound = Math.sqrt(6.0 / 150);
        float[] first = Arrays.copyOfRange(parameters, 0, 5000);
        double largest =
                IntStream.range(0, 5000).mapToDouble(i -> Math.abs(first[i])).max().orElse(0);
        assertThat(largest).isBetween(0.99 * bound, bound);
        assertThat(Arrays.copyOfRange(parameters, 5000, 5050)).containsOnly(0);
        assertThat(Arrays.copyOfRange(parameters, 7550, 7600)).containsOnly(0);
    }

    @Test
    void startsAlikeForTheSameSeedAndUnlikeForAnother() {
        GradientFunction model = Models.of("softmax", 3, 2);
        float[][] starts = new float[3][model.dimension()];
        model.initialise(5, starts[0]);
        model.initialise(5, starts[1]);
        model.initialise(6, starts[2]);
        assertThat(starts[1]).containsExactly(starts[0]);
        assertThat(starts[2]).isNotEqualTo(starts[0]);
    }

    @Test
    void listsItsTensorsInTheOrderOfTheParameters() {
        GradientFunction model = Models.of("mlp:64-32", 784, 10);
        assertThat(model.tensors())
                .containsExactly(
                        new Tensor("layer1.weight", List.of(784, 64)),
                        new Tensor("layer1.bias", List.of(64)),
                        new Tensor("layer2.weight", List.of(64, 32)),
                        new Tensor("layer2.bias", List.of(32)),
                        new Tensor("layer3.weight", List.of(32, 10)),
                        new Tensor("layer3.bias", List.of(10)));
        assertThat(model.dimension()).isEqualTo(784 * 64 + 64 + 64 * 32 + 32 + 320 + 10);
        assertThat(Models.of("mlp:100", 784, 10).dimension()).isEqualTo(79_510);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cnn",
                "softmax:7",
                "softmax:l2=x",
                "softmax:l2=-1",
                "softmax:l2=NaN",
                "mlp:",
                "mlp:0",
                "mlp:-5",
                "mlp:a",
                "mlp:5,6",
                "mlp:5,l2=1,l2=1",
                "mlp:5,l1=1",
                "mlp:16777217",
                "linear:target=x",
                "linear:hidden=5"
            })
    void refusesSpecsThatItDoesNotKnow(String spec) {
        assertThatIllegalArgumentException().isThrownBy(() -> Models.of(spec, 4, 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cnn | 257 | cnn needs square images of 1 channels (28x28 are 784 features), got rows of 257",
                "cnn | 225 | cnn needs images of at least 16x16 pixels, got 15x15",
                "cnn:channels=3 | 784 | cnn needs square images of 3 channels (28x28 are 784 features), got rows of 784",
                "cnn:channels=0 | 784 | cnn: channels must be a whole number >= 1, got '0'",
                "cnn:filters=8 | 784 | cnn: filters must be two numbers such as 8-16, got [8]",
                "cnn:filters=8-0 | 784 | cnn: filters must be whole numbers separated by '-' in [1, 1024], got '8-0'",
                "cnn:padding=2 | 784 | cnn: padding must be two numbers such as 2-0, got [2]",
                "cnn:hidden=x | 784 | cnn: hidden must be whole numbers separated by '-' in [1, 16777216], got 'x'"
            })
    void saysWhatAConvolutionalNetworkNeeds(String spec, int width, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Models.of(spec, width, 10))
                .withMessage(message);
    }

    @Test
    void convolutionalNetworkHasTheParametersOfTheLiterature() {
        // 20 (25 + 1) + 50 (20 25 + 1) + 500 (50 4 4 + 1) + 10 (500 + 1)
        GradientFunction model = Models.of("cnn:filters=20-50,hidden=500", 784, 10);
        assertThat(model.dimension()).isEqualTo(431_080);
        assertThat(model.tensors().get(2))
                .isEqualTo(new Tensor("layer2.weight", List.of(50, 20, 5, 5)));
        assertThat(model.tensors().get(4))
                .isEqualTo(new Tensor("layer3.weight", List.of(800, 500)));
        assertThat(Models.of("cnn", 784, 10).dimension()).isEqualTo(30_134);
        // 6 (25 + 1) + 16 (6 25 + 1) + 120 (16 5 5 + 1) + 84 (120 + 1) + 10 (84 + 1)
        assertThat(Models.of("lenet", 784, 10).dimension()).isEqualTo(61_706);
        assertThat(Models.of("lenet:padding=0-0", 1024, 10).dimension()).isEqualTo(61_706);
    }

    @Test
    void convolutionalNetworkStartsWithinGlorotsBound() {
        GradientFunction model = Models.of("cnn", 784, 10);
        float[] parameters = new float[model.dimension()];
        Arrays.fill(parameters, 9);
        model.initialise(1, parameters);
        double largest =
                IntStream.range(0, 200).mapToDouble(i -> Math.abs(parameters[i])).max().orElse(0);
        double bound = Math.sqrt(6.0 / (25 + 8 * 25));
        assertThat(largest).isBetween(0.9 * bound, bound);
        assertThat(Arrays.copyOfRange(parameters, 200, 208)).containsOnly(0);
    }

    @Test
    void linearRegressionPredictsTheLargestOutputOrTheNearestNumber() {
        var data = new Dataset(new float[] {1, 2, -3, 4}, new int[] {1, 2, 0, 0}, 1, 3);
        // Outputs x: 1, 2, -3 and 4, of which the last is nearest to 2.
        var byNumber = Models.of("linear:target=number", 1, 3);
        Evaluation evaluation = byNumber.evaluate(new float[] {1, 0}, data);
        assertThat(evaluation.accuracy()).isEqualTo(0.75);
        assertThat(evaluation.loss()).isEqualTo((9 + 16) / 2.0 / 4);
        // Outputs (0, x, 0.5): classes 1, 1, 2, 1.
        var byClass = Models.of("linear", 1, 3);
        float[] parameters = {0, 1, 0, 0, 0, 0.5f};
        assertThat(byClass.accuracy(parameters, data)).isEqualTo(0.25);
    }

    @Test
    void theRootOfTheMeanSquareIsTheCostAndHasNoSlopeWhereItIsZero() {
        var data = new Dataset(new float[] {1, 2, -3, 4}, new int[] {1, 2, 0, 0}, 1, 3);
        var model = Models.of("linear:target=number,cost=rmse", 1, 3);
        assertThat(model.evaluate(new float[] {1, 0}, data).loss()).isEqualTo(Math.sqrt(25 / 4.0));
        float[] gradient = new float[2];
        var fitted = new Batch(data, new int[] {0, 1});
        assertThat(model.lossAndGradient(new float[] {1, 0}, fitted, gradient)).isZero();
        assertThat(gradient).containsExactly(0, 0);
    }

    /** All 200 hidden units are 1, so a unit's weights have the slope of the bias or none. */
    @Test
    void dropoutLeavesOutItsShareOfUnitsInAGradientAndNoneInAnEvaluation() {
        GradientFunction model = Models.of("mlp:200,dropout=0.25", 1, 2);
        float[] parameters = new float[model.dimension()];
        Arrays.fill(parameters, 200, 400, 1);
        Arrays.fill(parameters, 400, 800, 0.01f);
        float[] gradient = new float[model.dimension()];
        Batch batch = oneRow(new float[] {3}, 0, 2);
        model.lossAndGradient(parameters, batch, gradient);
        float slope = gradient[800];
        int left = 0;
        for (int unit = 0; unit < 200; unit++) {
            float weight = gradient[400 + 2 * unit];
            assertThat(weight).isIn(0f, slope * (float) (1 / 0.75));
            left += weight == 0 ? 1 : 0;
        }
        assertThat(left).isBetween(30, 70);
        assertThat(model.evaluate(parameters, batch.data()))
                .isEqualTo(Models.of("mlp:200", 1, 2).evaluate(parameters, batch.data()));
        float[] again = new float[model.dimension()];
        model.lossAndGradient(parameters, batch, again);
        assertThat(again).isEqualTo(gradient);
    }

    @Test
    void refusesMoreParametersThanAnArrayHolds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Models.of("mlp:1000000", 1_000_000, 10))
                .withMessageContaining("at most 2147483647");
    }

    @Test
    void refusesWrongDimensionsAndData() {
        GradientFunction model = Models.of("softmax", 4, 3);
        var batch = new Batch(randomData(9, 4, 3, 1), new int[] {0});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.lossAndGradient(new float[14], batch, new float[15]))
                .withMessage("the model has 15 parameters, got 14");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.evaluate(new float[15], randomData(9, 5, 3, 1)))
                .withMessageContaining("4 features and 3 classes");
    }

    private static Batch oneRow(float[] features, int label, int classes) {
        var data = new Dataset(features, new int[] {label}, features.length, classes);
        return new Batch(data, new int[] {0});
    }

    private static Dataset randomData(int count, int width, int classes, long seed) {
        Random random = new Random(seed);
        float[] features = new float[count * width];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        int[] labels = IntStream.range(0, count).map(i -> random.nextInt(classes)).toArray();
        return new Dataset(features, labels, width, classes);
    }

    private static float[] randomParameters(int dimension, long seed) {
        Random random = new Random(seed);
        float[] parameters = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            parameters[i] = (float) (0.5 * random.nextGaussian());
        }
        return parameters;
    }
}
