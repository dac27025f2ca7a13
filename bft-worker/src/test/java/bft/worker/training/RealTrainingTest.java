package bft.worker.training;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.data.RealData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plain training reaches what is commonly reported; see {@link RealData} for the files. */
final class RealTrainingTest {
    @ParameterizedTest
    @CsvSource({
        "spambase, softmax, 2300, 0.02, 0.92, 0.96",
        "spambase, mlp:100, 2300, 0.02, 0.93, 0.97",
        "a9a, softmax, 2000, 0.02, 0.84, 0.86",
        "phishing, softmax, 2000, 0.05, 0.91, 0.95",
        "mushrooms, softmax, 1000, 0.05, 0.98, 1.0",
        "mnist, softmax, 1500, 0.005, 0.90, 0.93",
        "mnist, cnn, 600, 0.02, 0.97, 0.995"
    })
    void reachesThePublishedAccuracy(
            String name, String model, int steps, double rate, double least, double most) {
        double accuracy =
                new PlainSgd(model, 64, steps, rate, 0.9).accuracy(RealData.load(name), 1);
        assertThat(accuracy).as("%s, %s", name, model).isBetween(least, most);
    }
}
