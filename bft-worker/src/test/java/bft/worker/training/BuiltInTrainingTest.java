package bft.worker.training;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.data.Datasets;
import bft.worker.data.Split;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in data set is neither trivial nor hopeless. */
final class BuiltInTrainingTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void softmaxReaches80To95PercentAndHiddenUnitsAndFiltersHelp(long seed) {
        Split split = Datasets.load("built-in", Path.of("."), seed);
        double softmax = new PlainSgd("softmax", 32, 1000, 0.05, 0.5).accuracy(split, seed);
        double perceptron = new PlainSgd("mlp:100", 32, 1500, 0.02, 0.9).accuracy(split, seed);
        double convolutional = new PlainSgd("cnn", 32, 500, 0.02, 0.9).accuracy(split, seed);
        assertThat(softmax).as("softmax, seed %d", seed).isBetween(0.80, 0.95);
        assertThat(perceptron).as("mlp, seed %d", seed).isBetween(softmax + 0.02, 0.99);
        assertThat(convolutional).as("cnn, seed %d", seed).isBetween(softmax + 0.02, 0.99);
    }
}
