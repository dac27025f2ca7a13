package bft.worker.model;

import bft.worker.wire.Tensor;
import java.util.List;

/**
 * Networks in double precision, straight from their definitions, to check the fast ones against.
 */
final class NaiveNetwork {
    private static final double STEP = 1e-6;

    private final String spec;
    private final List<Tensor> tensors;

    NaiveNetwork(String spec, List<Tensor> tensors) {
        this.spec = spec;
        this.tensors = tensors;
    }

    /** Central differences. */
    double[] slopes(float[] parameters, Batch batch) {
        double[] moved = doubles(parameters);
        double[] slopes = new double[moved.length];
        for (int i = 0; i < moved.length; i++) {
            double at = moved[i];
            moved[i] = at + STEP;
            double high = loss(moved, batch);
            moved[i] = at - STEP;
            slopes[i] = (high - loss(moved, batch)) / (2 * STEP);
            moved[i] = at;
        }
        return slopes;
    }

    double loss(float[] parameters, Batch batch) {
        return loss(doubles(parameters), batch);
    }

    private double loss(double[] parameters, Batch batch) {
        double sum = 0;
        int width = batch.data().width();
        for (int row : batch.rows()) {
            double[] values = new double[width];
            for (int j = 0; j < width; j++) {
                values[j] = batch.data().features()[row * width + j];
            }
            sum += loss(outputs(parameters, values), batch.data().labels()[row]);
        }
        double squares = 0;
        for (double parameter : parameters) {
            squares += parameter * parameter;
        }
        double mean = sum / batch.size();
        double cost = spec.contains("cost=rmse") ? Math.sqrt(2 * mean) : mean;
        return cost + l2() / 2 * squares;
    }

    private double l2() {
        return spec.contains("l2=") ? Double.parseDouble(spec.replaceFirst(".*l2=", "")) : 0;
    }

    private double[] outputs(double[] parameters, double[] values) {
        int at = 0;
        String padding = spec.replaceFirst(".*padding=", "");
        for (int t = 0; t < tensors.size(); t += 2) {
            List<Integer> shape = tensors.get(t).shape();
            boolean last = t + 2 == tensors.size();
            if (shape.size() == 4) {
                int filters = shape.get(0);
                int places = shape.get(1) * 25;
                int border = padding.equals(spec) ? 0 : padding.charAt(t) - '0';
                double[] framed = framed(values, shape.get(1), border);
                values = pooled(convolved(parameters, at, framed, filters, shape.get(1)), filters);
                at += filters * (places + 1);
            } else {
                values = affine(parameters, at, values, shape.get(1), last);
                at += shape.get(0) * shape.get(1) + shape.get(1);
            }
        }
        return values;
    }

    private static double[] affine(
            double[] parameters, int at, double[] values, int outputs, boolean last) {
        double[] result = new double[outputs];
        for (int j = 0; j < outputs; j++) {
            double sum = parameters[at + values.length * outputs + j];
            for (int i = 0; i < values.length; i++) {
                sum += values[i] * parameters[at + i * outputs + j];
            }
            result[j] = last ? sum : Math.max(0, sum);
        }
        return result;
    }

    private static double[] framed(double[] image, int channels, int border) {
        int side = (int) Math.sqrt(image.length / channels);
        int out = side + 2 * border;
        double[] result = new double[channels * out * out];
        for (int k = 0; k < image.length; k++) {
            int channel = k / (side * side);
            int y = k / side % side + border;
            result[(channel * out + y) * out + k % side + border] = image[k];
        }
        return result;
    }

    private static double[] convolved(
            double[] parameters, int at, double[] image, int filters, int channels) {
        int side = (int) Math.sqrt(image.length / channels);
        int out = side - 4;
        double[] result = new double[filters * out * out];
        for (int k = 0; k < result.length; k++) {
            int filter = k / (out * out);
            int y = k / out % out;
            int x = k % out;
            double sum = parameters[at + filters * channels * 25 + filter];
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < 25; i++) {
                    double weight = parameters[at + (filter * channels + c) * 25 + i];
                    sum += weight * image[(c * side + y + i / 5) * side + x + i % 5];
                }
            }
            result[k] = Math.max(0, sum);
        }
        return result;
    }

    private static double[] pooled(double[] image, int channels) {
        int side = (int) Math.sqrt(image.length / channels);
        int out = side / 2;
        double[] result = new double[channels * out * out];
        for (int k = 0; k < result.length; k++) {
            int first = (k / (out * out) * side + k / out % out * 2) * side + k % out * 2;
            double upper = Math.max(image[first], image[first + 1]);
            double lower = Math.max(image[first + side], image[first + side + 1]);
            result[k] = Math.max(upper, lower);
        }
        return result;
    }

    private double loss(double[] outputs, int label) {
        if (spec.startsWith("linear")) {
            double sum = 0;
            for (int j = 0; j < outputs.length; j++) {
                double target = outputs.length == 1 ? label : j == label ? 1 : 0;
                sum += (outputs[j] - target) * (outputs[j] - target) / 2;
            }
            return sum;
        }
        double sum = 0;
        for (double output : outputs) {
            sum += Math.exp(output);
        }
        return Math.log(sum) - outputs[label];
    }

    private static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
