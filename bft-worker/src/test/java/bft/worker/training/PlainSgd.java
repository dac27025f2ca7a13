package bft.worker.training;

import bft.worker.data.Split;
import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import java.util.stream.IntStream;

/** One honest worker and no server: what a model reaches on a data set when nobody interferes. */
record PlainSgd(String model, int batchSize, int steps, double rate, double momentum) {

    /** Test accuracy after the last step; the rate falls linearly to zero. */
    double accuracy(Split split, long seed) {
        GradientFunction function =
                Models.of(model, split.train().width(), split.train().classes());
        float[] parameters = new float[function.dimension()];
        function.initialise(seed, parameters);
        int[] rows = IntStream.range(0, split.train().count()).toArray();
        var share = new Share(split.train(), rows, 0);
        var source =
                new BatchGradients(
                        function, Batches.of(Batches.WITH_REPLACEMENT, share, batchSize, seed));
        float[] velocity = new float[parameters.length];
        for (int step = 0; step < steps; step++) {
            float[] gradient = source.gradientAt(Draw.of(step), parameters);
            double now = rate * (steps - step) / steps;
            for (int i = 0; i < parameters.length; i++) {
                velocity[i] = (float) (momentum * velocity[i] + gradient[i]);
                parameters[i] -= (float) (now * velocity[i]);
            }
        }
        return function.accuracy(parameters, split.test());
    }
}
