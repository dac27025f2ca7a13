package bft.worker.model;

import bft.spec.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The models by name. */
public final class Models {
    /** Below this two filters and two poolings leave nothing. */
    private static final int SMALLEST_IMAGE = 16;

    private static final int MOST_UNITS = 1 << 24;
    private static final int MOST_FILTERS = 1024;

    private Models() {}

    /** The names that {@link #of} knows, with their parameters. */
    public static List<String> known() {
        return List.of(
                "linear:target=class",
                "softmax",
                "mlp:hidden=100",
                "cnn:filters=8-16,hidden=100,channels=1");
    }

    /**
     * The model with this name.
     *
     * <ul>
     *   <li>{@code softmax} is softmax regression: cross-entropy of affine scores.
     *   <li>{@code mlp:64-32} (or {@code mlp:hidden=64-32}) is a perceptron with hidden layers of
     *       64 and 32 rectified units, {@code mlp} that with one of 100.
     *   <li>{@code cnn} is a network after LeNet (LeCun, Bottou, Bengio, Haffner, "Gradient-based
     *       learning applied to document recognition", Proceedings of the IEEE 86(11), 1998) as it
     *       is taught today: twice filters of 5x5 without a border, rectified, and the largest of
     *       each 2x2; then a hidden layer of rectified units, and softmax. {@code
     *       filters=20-50,hidden=500} has 431,080 parameters on MNIST. Rows are square images of at
     *       least 16x16, channel by channel.
     *   <li>{@code linear} is linear regression, half the squared error: of an output for each
     *       class, 1 for that of the label and 0 else, of which the largest is predicted; with
     *       {@code target=number} of a single output and the number of the class, of which the
     *       nearest is predicted. Accuracy is the share of rows whose class is predicted; loss is
     *       the squared error.
     * </ul>
     *
     * Each takes {@code l2=0.0001}: a penalty of l2/2 times the sum of all squared parameters.
     *
     * @param width features in a row of the data
     * @param classes number of classes
     * @throws IllegalArgumentException if there is no such model, with those that there are, or a
     *     parameter is out of range
     */
    public static GradientFunction of(String spec, int width, int classes) {
        Spec parsed = parsed(spec);
        return switch (parsed.name()) {
            case "linear" -> linear(parsed, width, classes);
            case "softmax" -> perceptron(parsed, width, List.of(), classes);
            case "mlp" ->
                    perceptron(parsed, width, sizes(parsed, "hidden", "100", MOST_UNITS), classes);
            default -> convolutional(parsed, width, classes);
        };
    }

    /**
     * Refuses what {@link #of} would whatever the data are: names of models and of parameters.
     *
     * @throws IllegalArgumentException if there is no such model or parameter
     */
    public static void check(String spec) {
        parsed(spec);
    }

    private static Spec parsed(String spec) {
        Spec parsed = Spec.parse(spec.replaceFirst("^mlp:(?=[0-9])", "mlp:hidden="));
        return switch (parsed.name()) {
            case "linear" -> parsed.allowing("target", "l2");
            case "softmax" -> parsed.allowing("l2");
            case "mlp" -> parsed.allowing("hidden", "l2");
            case "cnn" -> parsed.allowing("filters", "hidden", "channels", "l2");
            default ->
                    throw new IllegalArgumentException(
                            "no model '%s'; there are %s, each with l2=0 or more"
                                    .formatted(spec, known()));
        };
    }

    private static GradientFunction linear(Spec spec, int width, int classes) {
        int outputs = spec.oneOf("target", "class", "number").equals("number") ? 1 : classes;
        return new Network(
                width,
                classes,
                List.of(new Affine(width, outputs)),
                new SquaredError(outputs, classes),
                spec.number("l2", 0));
    }

    private static GradientFunction perceptron(
            Spec spec, int width, List<Integer> hidden, int classes) {
        var layers = new ArrayList<Layer>();
        addAffine(layers, width, hidden, classes);
        return network(spec, width, classes, layers);
    }

    private static GradientFunction convolutional(Spec spec, int width, int classes) {
        Shape image = Shape.of(width, spec.integer("channels", 1));
        if (image.side() < SMALLEST_IMAGE) {
            throw new IllegalArgumentException(
                    "cnn needs images of at least %sx%s pixels, got %sx%s"
                            .formatted(SMALLEST_IMAGE, SMALLEST_IMAGE, image.side(), image.side()));
        }
        List<Integer> filters = sizes(spec, "filters", "8-16", MOST_FILTERS);
        if (filters.size() != 2) {
            throw new IllegalArgumentException(
                    "cnn: filters must be two numbers such as 8-16, got " + filters);
        }
        var layers = new ArrayList<Layer>();
        Shape once = addConvolution(layers, image, filters.get(0));
        Shape twice = addConvolution(layers, once, filters.get(1));
        List<Integer> hidden = sizes(spec, "hidden", "100", MOST_UNITS);
        addAffine(layers, twice.values(), hidden, classes);
        return network(spec, width, classes, layers);
    }

    private static GradientFunction network(Spec spec, int width, int classes, List<Layer> layers) {
        return new Network(width, classes, layers, new CrossEntropy(classes), spec.number("l2", 0));
    }

    /**
     * The largest is rectified, which is the largest of the rectified, for a quarter of the work.
     */
    private static Shape addConvolution(List<Layer> layers, Shape from, int filters) {
        var convolution = new Convolution(from, filters);
        var pooling = new Pooling(convolution.to());
        layers.addAll(List.of(convolution, new Rectifier(convolution.to().values()), pooling));
        return pooling.to();
    }

    private static void addAffine(
            List<Layer> layers, int width, List<Integer> hidden, int classes) {
        int inputs = width;
        for (int units : hidden) {
            layers.add(new Affine(inputs, units));
            layers.add(new Rectifier(units));
            inputs = units;
        }
        layers.add(new Affine(inputs, classes));
    }

    private static List<Integer> sizes(Spec spec, String parameter, String otherwise, int most) {
        String text = spec.text(parameter, otherwise);
        try {
            List<Integer> sizes =
                    Arrays.stream(text.split("-", -1)).map(Integer::parseInt).toList();
            if (sizes.stream().allMatch(size -> size >= 1 && size <= most)) {
                return sizes;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for all mistakes.
        }
        throw new IllegalArgumentException(
                "%s: %s must be sizes in [1, %s] such as %s, got '%s'"
                        .formatted(spec.name(), parameter, most, otherwise, text));
    }
}
