package bft.worker.model;

import bft.aggregation.Seeds;
import bft.worker.data.Dataset;
import bft.worker.wire.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A fully connected network with rectified hidden units and cross-entropy loss; without hidden
 * layers it is softmax regression.
 *
 * <p>With A_0 the rows of the batch, layer l computes Z_l = A_{l-1} W_l + b_l and A_l = max(0,
 * Z_l); the last Z holds the scores of the classes. The loss is the mean over rows of log(sum_j exp
 * z_j) - z_label, plus l2/2 times the sum of all squared parameters. Weights start uniform in
 * ±sqrt(6 / (in + out)) (Glorot, Bengio, "Understanding the difficulty of training deep feedforward
 * neural networks", AISTATS 2010, section 4.2.1), biases at zero.
 *
 * <p>W_l is stored in-by-out, which makes the two large products (forward, and the gradient of the
 * weights) run along rows; only the small one, back through the layer, needs a transposed factor.
 * Cost O(batch d) time, O(d + batch units) scratch memory.
 */
final class MultilayerPerceptron implements GradientFunction {
    private static final int EVALUATION_BATCH = 256;

    /** Units of each layer, from the features to the classes. */
    private final int[] units;

    private final double l2;
    private final List<Tensor> tensors;
    private final int dimension;
    private final Matrix[] weights;
    private final Matrix[] weightGradients;

    /** Weights the other way round, for the way back; the first are not used. */
    private final Matrix[] transposed;

    /** Row-wise: the batch, then the output of each layer. */
    private final Matrix[] activations;

    /** Row-wise: the derivative of the loss by the output of each layer; the first is not used. */
    private final Matrix[] deltas;

    /**
     * @throws IllegalArgumentException if a size is below 1, there are fewer than 2 classes, the
     *     penalty is negative or not finite, or there are more than 2^31-1 parameters
     */
    MultilayerPerceptron(int width, List<Integer> hidden, int classes, double l2) {
        if (!(l2 >= 0 && l2 < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("l2 must be at least 0 and finite, got " + l2);
        }
        if (classes < 2) {
            throw new IllegalArgumentException("classes must be at least 2, got " + classes);
        }
        this.l2 = l2;
        this.units = units(width, hidden, classes);
        this.tensors = tensors(units);
        this.dimension = dimensionOf(tensors);
        this.weights = new Matrix[layers()];
        this.weightGradients = new Matrix[layers()];
        this.transposed = new Matrix[layers()];
        this.activations = new Matrix[units.length];
        this.deltas = new Matrix[units.length];
        for (int layer = 0; layer < layers(); layer++) {
            weights[layer] = new Matrix(units[layer], units[layer + 1]);
            weightGradients[layer] = new Matrix(units[layer], units[layer + 1]);
            transposed[layer] = new Matrix(layer == 0 ? 0 : units[layer + 1], units[layer]);
        }
        for (int i = 0; i < units.length; i++) {
            activations[i] = new Matrix(1, units[i]);
            deltas[i] = new Matrix(1, units[i]);
        }
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
    public void initialise(long seed, float[] parameters) {
        requireDimension(parameters);
        Random random = Seeds.random(seed);
        int at = 0;
        for (int layer = 0; layer < layers(); layer++) {
            double bound = Math.sqrt(6.0 / (units[layer] + units[layer + 1]));
            int biases = at + weights[layer].elements();
            for (; at < biases; at++) {
                parameters[at] = (float) (bound * (2 * random.nextDouble() - 1));
            }
            Arrays.fill(parameters, at, at + units[layer + 1], 0);
            at += units[layer + 1];
        }
    }

    @Override
    public double lossAndGradient(float[] parameters, Batch batch, float[] gradient) {
        requireDimension(parameters);
        requireDimension(gradient);
        requireFitting(batch.data());
        loadWeights(parameters);
        reshape(batch.size());
        loadRows(batch);
        forward(parameters);
        double loss = lossAndOutputDelta(batch);
        backward(gradient);
        return loss + penalise(parameters, gradient);
    }

    @Override
    public Evaluation evaluate(float[] parameters, Dataset data) {
        requireDimension(parameters);
        requireFitting(data);
        loadWeights(parameters);
        int correct = 0;
        double loss = 0;
        for (int from = 0; from < data.count(); from += EVALUATION_BATCH) {
            int size = Math.min(EVALUATION_BATCH, data.count() - from);
            reshape(size);
            input().load(data.features(), from * data.width());
            forward(parameters);
            for (int i = 0; i < size; i++) {
                int label = data.labels()[from + i];
                correct += predicted(i) == label ? 1 : 0;
                loss += logSumExp(i) - scores().row(i)[label];
            }
        }
        return new Evaluation((double) correct / data.count(), loss / data.count());
    }

    private void loadWeights(float[] parameters) {
        int at = 0;
        for (Matrix matrix : weights) {
            matrix.load(parameters, at);
            at += matrix.elements() + matrix.columns();
        }
    }

    private void reshape(int rows) {
        for (int i = 0; i < units.length; i++) {
            activations[i].resize(rows);
            deltas[i].resize(rows);
        }
    }

    private void loadRows(Batch batch) {
        int width = units[0];
        for (int i = 0; i < batch.size(); i++) {
            System.arraycopy(
                    batch.data().features(), batch.rows()[i] * width, input().row(i), 0, width);
        }
    }

    private void forward(float[] parameters) {
        int at = 0;
        for (int layer = 0; layer < layers(); layer++) {
            Matrix output = activations[layer + 1];
            output.setProduct(activations[layer], weights[layer]);
            at += weights[layer].elements();
            addToRows(parameters, at, output);
            at += units[layer + 1];
            if (layer + 1 < layers()) {
                rectify(output);
            }
        }
    }

    private static void addToRows(float[] parameters, int biases, Matrix output) {
        for (int i = 0; i < output.height(); i++) {
            float[] row = output.row(i);
            for (int j = 0; j < output.columns(); j++) {
                row[j] += parameters[biases + j];
            }
        }
    }

    /** Written so that NaN stays NaN: a poisoned model must not look healthy. */
    private static void rectify(Matrix output) {
        for (int i = 0; i < output.height(); i++) {
            float[] row = output.row(i);
            for (int j = 0; j < output.columns(); j++) {
                row[j] = row[j] < 0 ? 0 : row[j];
            }
        }
    }

    /** The last delta becomes (softmax - one-hot label) / batch size. */
    private double lossAndOutputDelta(Batch batch) {
        Matrix delta = deltas[layers()];
        double loss = 0;
        for (int i = 0; i < batch.size(); i++) {
            int label = batch.data().labels()[batch.rows()[i]];
            double logSumExp = logSumExp(i);
            for (int j = 0; j < delta.columns(); j++) {
                double probability = StrictMath.exp(scores().row(i)[j] - logSumExp);
                double target = j == label ? 1 : 0;
                delta.row(i)[j] = (float) ((probability - target) / batch.size());
            }
            loss += logSumExp - scores().row(i)[label];
        }
        return loss / batch.size();
    }

    private void backward(float[] gradient) {
        int end = dimension;
        for (int layer = layers() - 1; layer >= 0; layer--) {
            Matrix delta = deltas[layer + 1];
            sumRows(delta, gradient, end - units[layer + 1]);
            Matrix weightGradient = weightGradients[layer];
            weightGradient.setTransposedProduct(activations[layer], delta);
            end -= units[layer + 1] + weightGradient.elements();
            weightGradient.store(gradient, end);
            if (layer > 0) {
                transposed[layer].setTransposed(weights[layer]);
                deltas[layer].setProduct(delta, transposed[layer]);
                silenceInactive(activations[layer], deltas[layer]);
            }
        }
    }

    private static void sumRows(Matrix delta, float[] gradient, int at) {
        for (int j = 0; j < delta.columns(); j++) {
            double sum = 0;
            for (int i = 0; i < delta.height(); i++) {
                sum += delta.row(i)[j];
            }
            gradient[at + j] = (float) sum;
        }
    }

    private static void silenceInactive(Matrix activation, Matrix delta) {
        for (int i = 0; i < delta.height(); i++) {
            float[] active = activation.row(i);
            float[] row = delta.row(i);
            for (int j = 0; j < delta.columns(); j++) {
                row[j] = active[j] == 0 ? 0 : row[j];
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

    /**
     * log(sum_j exp z_j) of one row; the largest score is taken out first, so nothing overflows.
     */
    private double logSumExp(int row) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < scores().columns(); j++) {
            largest = Math.max(largest, scores().row(row)[j]);
        }
        double sum = 0;
        for (int j = 0; j < scores().columns(); j++) {
            sum += StrictMath.exp(scores().row(row)[j] - largest);
        }
        return largest + StrictMath.log(sum);
    }

    /** The class of the largest score, the lowest on a tie; -1 if all are NaN. */
    private int predicted(int row) {
        int best = -1;
        for (int j = 0; j < scores().columns(); j++) {
            float score = scores().row(row)[j];
            if (best < 0 ? !Float.isNaN(score) : score > scores().row(row)[best]) {
                best = j;
            }
        }
        return best;
    }

    private Matrix input() {
        return activations[0];
    }

    private Matrix scores() {
        return activations[layers()];
    }

    private int layers() {
        return units.length - 1;
    }

    private void requireDimension(float[] values) {
        if (values.length != dimension) {
            throw new IllegalArgumentException(
                    "the model has %d parameters, got %d".formatted(dimension, values.length));
        }
    }

    private void requireFitting(Dataset data) {
        if (data.width() != units[0] || data.classes() != units[layers()]) {
            throw new IllegalArgumentException(
                    "the model is for %d features and %d classes, got data with %d and %d"
                            .formatted(units[0], units[layers()], data.width(), data.classes()));
        }
    }

    private static int[] units(int width, List<Integer> hidden, int classes) {
        List<Integer> units = new ArrayList<>(hidden);
        units.add(0, width);
        units.add(classes);
        for (int size : units) {
            if (size < 1) {
                throw new IllegalArgumentException(
                        "each layer needs at least 1 unit, got " + units);
            }
        }
        return units.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Tensor> tensors(int[] units) {
        List<Tensor> tensors = new ArrayList<>();
        for (int layer = 1; layer < units.length; layer++) {
            String name = "layer" + layer;
            tensors.add(new Tensor(name + ".weight", List.of(units[layer - 1], units[layer])));
            tensors.add(new Tensor(name + ".bias", List.of(units[layer])));
        }
        return List.copyOf(tensors);
    }

    private static int dimensionOf(List<Tensor> tensors) {
        long total = 0;
        for (Tensor tensor : tensors) {
            total +=
                    tensor.shape().stream()
                            .mapToLong(Integer::longValue)
                            .reduce(1, (a, b) -> a * b);
        }
        if (total > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a model has at most %d parameters, got %d"
                            .formatted(Integer.MAX_VALUE, total));
        }
        return (int) total;
    }
}
