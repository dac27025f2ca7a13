package bft.worker.model;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Z = A W + b, each output of each input.
 *
 * <p>W is stored in-by-out, which makes the two large products (forward, and the gradient of the
 * weights) run along rows; only the small one, back through the layer, needs a transposed factor.
 * Weights start uniform in ±sqrt(6 / (in + out)) (Glorot, Bengio, "Understanding the difficulty of
 * training deep feedforward neural networks", AISTATS 2010, section 4.2.1), biases at zero.
 */
final class Affine implements Layer {
    private final int inputs;
    private final int outputs;

    /** Large matrices, which have no rows before they are needed. */
    private final Matrix weights;

    private final Matrix biases;

    private final Matrix weightGradient;
    private final Matrix transposed;
    private final Matrix output;
    private final Matrix inputDelta;
    private Matrix input;

    Affine(int inputs, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.weights = new Matrix(0, outputs);
        this.biases = new Matrix(0, outputs);
        this.weightGradient = new Matrix(0, outputs);
        this.transposed = new Matrix(0, inputs);
        this.output = new Matrix(0, outputs);
        this.inputDelta = new Matrix(0, inputs);
        this.input = inputDelta;
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public List<List<Integer>> shapes() {
        return List.of(List.of(inputs, outputs), List.of(outputs));
    }

    @Override
    public void initialise(Random random, float[] parameters, int at) {
        double bound = Math.sqrt(6.0 / (inputs + outputs));
        int end = at + inputs * outputs;
        for (int i = at; i < end; i++) {
            parameters[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        Arrays.fill(parameters, end, end + outputs, 0);
    }

    @Override
    public void load(float[] parameters, int at) {
        weights.resize(inputs);
        weights.load(parameters, at);
        biases.resize(1);
        biases.load(parameters, at + inputs * outputs);
    }

    @Override
    public Matrix forward(Matrix input) {
        this.input = input;
        output.resize(input.height());
        output.setProduct(input, weights);
        float[] bias = biases.row(0);
        for (int i = 0; i < output.height(); i++) {
            float[] row = output.row(i);
            for (int j = 0; j < outputs; j++) {
                row[j] += bias[j];
            }
        }
        return output;
    }

    @Override
    public void gradient(Matrix delta, float[] gradient, int at) {
        weightGradient.resize(inputs);
        weightGradient.setTransposedProduct(input, delta);
        weightGradient.store(gradient, at);
        for (int j = 0; j < outputs; j++) {
            double sum = 0;
            for (int i = 0; i < delta.height(); i++) {
                sum += delta.row(i)[j];
            }
            gradient[at + inputs * outputs + j] = (float) sum;
        }
    }

    @Override
    public Matrix backward(Matrix delta) {
        transposed.resize(outputs);
        transposed.setTransposed(weights);
        inputDelta.resize(delta.height());
        inputDelta.setProduct(delta, transposed);
        return inputDelta;
    }
}
