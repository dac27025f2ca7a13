package bft.worker.model;

import bft.aggregation.Seeds;
import bft.spec.BadArgument;
import bft.worker.data.Dataset;
import bft.worker.wire.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.ObjIntConsumer;

/**
 * Layers in sequence, and a cost of the mean loss of the last layer's outputs, plus l2/2 times the
 * sum of all squared parameters. The gradient is found by backpropagation (Rumelhart, Hinton,
 * Williams, "Learning representations by back-propagating errors", Nature 323, 1986). Cost of a
 * perceptron O(batch d) time; scratch memory a few times the parameters, and two values for each
 * output value of each layer and row.
 */
final class Network implements GradientFunction {
    private static final int EVALUATION_BATCH = 64;

    private final int width;
    private final int classes;
    private final List<Layer> layers;
    private final Loss loss;
    private final double l2;
    private final List<Tensor> tensors;
    private final int dimension;

    /** Where the parameters of each layer begin. */
    private final int[] starts;

    private final Matrix input;
    private final Matrix delta;
    private OptionalDouble lastAccuracy = OptionalDouble.empty();

    /**
     * @param width values in an input row
     * @throws IllegalArgumentException if there are fewer than 2 classes, or more than 2^31-1
     *     parameters
     */
    Network(int width, int classes, List<Layer> layers, Loss loss, double l2) {
        BadArgument.when(classes < 2).because("classes must be at least 2, got %s", classes);
        this.width = width;
        this.classes = classes;
        this.layers = List.copyOf(layers);
        this.loss = loss;
        this.l2 = l2;
        this.tensors = tensors(layers);
        this.starts = starts(layers);
        this.dimension = starts[layers.size()];
        this.input = new Matrix(0, width);
        this.delta = new Matrix(0, loss.outputs());
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public long valuesPerRow() {
        return width + layers.stream().mapToLong(Layer::outputs).sum();
    }

    @Override
    public void initialise(long seed, float[] parameters) {
        requireDimension(parameters);
        Random random = Seeds.random(seed);
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).initialise(random, parameters, starts[i]);
        }
    }

    @Override
    public double lossAndGradient(float[] parameters, Batch batch, float[] gradient) {
        requireDimension(parameters);
        requireDimension(gradient);
        requireFitting(batch.data());
        load(parameters);
        for (Layer layer : layers) {
            layer.train(batch.size(), () -> seed(parameters, batch));
        }
        input.resize(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            System.arraycopy(
                    batch.data().features(), batch.rows()[i] * width, input.row(i), 0, width);
        }
        double mean = lossAndDelta(forward(), batch);
        backward(gradient);
        return mean + penalise(parameters, gradient);
    }

    @Override
    public OptionalDouble lastAccuracy() {
        return lastAccuracy;
    }

    @Override
    public Evaluation evaluate(float[] parameters, Dataset data) {
        var tally = new Tally();
        forEachRow(
                parameters,
                data,
                (outputs, row) -> {
                    int label = data.labels()[row];
                    tally.correct += loss.predicted(outputs) == label ? 1 : 0;
                    tally.loss += loss.loss(outputs, label);
                });
        double mean = tally.loss / data.count();
        return new Evaluation((double) tally.correct / data.count(), loss.cost(mean));
    }

    /** Sums over rows. */
    private static final class Tally {
        private int correct;
        private double loss;
    }

    @Override
    public int[] predict(float[] parameters, Dataset data) {
        int[] predicted = new int[data.count()];
        forEachRow(parameters, data, (outputs, row) -> predicted[row] = loss.predicted(outputs));
        return predicted;
    }

    private void forEachRow(float[] parameters, Dataset data, ObjIntConsumer<float[]> eachOutputs) {
        requireDimension(parameters);
        requireFitting(data);
        load(parameters);
        layers.forEach(Layer::evaluate);
        for (int from = 0; from < data.count(); from += EVALUATION_BATCH) {
            input.resize(Math.min(EVALUATION_BATCH, data.count() - from));
            input.load(data.features(), from * width);
            Matrix outputs = forward();
            for (int i = 0; i < outputs.height(); i++) {
                eachOutputs.accept(outputs.row(i), from + i);
            }
        }
    }

    /** The same parameters and rows always give the same gradient, here and at other workers. */
    private static long seed(float[] parameters, Batch batch) {
        return (long) Arrays.hashCode(parameters) << 32 ^ Arrays.hashCode(batch.rows());
    }

    private void load(float[] parameters) {
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).load(parameters, starts[i]);
        }
    }

    private Matrix forward() {
        Matrix rows = input;
        for (Layer layer : layers) {
            rows = layer.forward(rows);
        }
        return rows;
    }

    private double lossAndDelta(Matrix outputs, Batch batch) {
        delta.resize(batch.size());
        double sum = 0;
        int correct = 0;
        for (int i = 0; i < batch.size(); i++) {
            int label = batch.data().labels()[batch.rows()[i]];
            correct += loss.predicted(outputs.row(i)) == label ? 1 : 0;
            sum += loss.lossAndDelta(outputs.row(i), label, batch.size(), delta.row(i));
        }
        lastAccuracy = OptionalDouble.of((double) correct / batch.size());
        double mean = sum / batch.size();
        scale(delta, loss.slope(mean));
        return loss.cost(mean);
    }

    private static void scale(Matrix rows, double factor) {
        for (int i = 0; i < rows.height() && factor != 1; i++) {
            float[] row = rows.row(i);
            for (int j = 0; j < rows.columns(); j++) {
                row[j] *= (float) factor;
            }
        }
    }

    private void backward(float[] gradient) {
        Matrix behind = delta;
        for (int i = layers.size() - 1; i >= 0; i--) {
            layers.get(i).gradient(behind, gradient, starts[i]);
            if (i > 0) {
                behind = layers.get(i).backward(behind);
            }
        }
    }

    private double penalise(float[] parameters, float[] gradient) {
        if (l2 == 0) {
            return 0;
        }
        double squares = 0;
        for (int i = 0; i < dimension; i++) {
            squares += (double) parameters[i] * parameters[i];
            gradient[i] += (float) (l2 * parameters[i]);
        }
        return l2 / 2 * squares;
    }

    private void requireDimension(float[] values) {
        BadArgument.when(values.length != dimension)
                .because("the model has %s parameters, got %s", dimension, values.length);
    }

    private void requireFitting(Dataset data) {
        BadArgument.when(data.width() != width || data.classes() != classes)
                .because(
                        "the model is for %s features and %s classes, got data with %s and %s",
                        width, classes, data.width(), data.classes());
    }

    /** Layers with parameters are counted from 1. */
    private static List<Tensor> tensors(List<Layer> layers) {
        List<Tensor> tensors = new ArrayList<>();
        for (Layer layer : layers) {
            String name = "layer" + (tensors.size() / 2 + 1);
            List<List<Integer>> shapes = layer.shapes();
            if (!shapes.isEmpty()) {
                tensors.add(new Tensor(name + ".weight", shapes.get(0)));
                tensors.add(new Tensor(name + ".bias", shapes.get(1)));
            }
        }
        return List.copyOf(tensors);
    }

    private static int[] starts(List<Layer> layers) {
        int[] starts = new int[layers.size() + 1];
        long at = 0;
        for (int i = 0; i < layers.size(); i++) {
            for (List<Integer> shape : layers.get(i).shapes()) {
                at += shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
            }
            BadArgument.when(at > Integer.MAX_VALUE)
                    .because("a model has at most %s parameters, got %s", Integer.MAX_VALUE, at);
            starts[i + 1] = (int) at;
        }
        return starts;
    }
}
