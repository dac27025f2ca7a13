package bft.worker.model;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.wholes;
import static bft.spec.Parameter.word;

import bft.spec.Arguments;
import bft.spec.BadArgument;
import bft.spec.Parameter;
import bft.spec.Registry;
import java.util.ArrayList;
import java.util.List;

/** The models by name. */
public final class Models {
    /** Below this size two filters and two poolings leave no pixels. */
    private static final int SMALLEST_IMAGE = 16;

    private static final Parameter HIDDEN = hidden("100");

    private static final Parameter L2 =
            number("l2", "0")
                    .atLeast(0)
                    .means("penalty of l2/2 times the sum of all squared parameters");

    private static final Parameter DROPOUT =
            number("dropout", "0")
                    .atLeast(0)
                    .below(1)
                    .means("share of hidden units left out of a gradient, at random");

    private static final Parameter CHANNELS =
            whole("channels", "1").atLeast(1).means("of the images, one after the other");

    private static final String LECUN =
            "LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document"
                    + " recognition, Proceedings of the IEEE, 1998, as it is taught today";

    private static final String BISHOP =
            "Bishop: Pattern Recognition and Machine Learning, Springer, 2006, ";

    private static final Registry<Maker> REGISTRY = new Registry<>("model");

    static {
        REGISTRY.named("linear", "linear regression, the squared error of affine outputs")
                .takes(
                        word("target", "class", "number")
                                .means(
                                        "an output for each class, the largest is predicted; or one, the number"
                                                + " of the class"),
                        word("cost", "half-square", "rmse")
                                .means(
                                        "half the mean squared error, or the root of the mean"
                                                + " squared error of a batch"),
                        L2)
                .source(BISHOP + "section 3.1")
                .madeBy(given -> (w, c) -> linear(given, w, c));
        REGISTRY.named("softmax", "softmax regression, cross-entropy of affine scores")
                .takes(L2)
                .source(BISHOP + "section 4.3.4")
                .madeBy(given -> (w, c) -> perceptron(given, w, List.of(), 0, c));
        REGISTRY.named(
                        "mlp",
                        "a perceptron with hidden layers of rectified units; mlp:64-32 is short"
                                + " for mlp:hidden=64-32")
                .takes(HIDDEN, DROPOUT, L2)
                .source(
                        "Rumelhart, Hinton, Williams: Learning representations by back-propagating"
                                + " errors, Nature, 1986; rectified units after Glorot, Bordes,"
                                + " Bengio, AISTATS 2011")
                .madeBy(
                        given ->
                                (w, c) ->
                                        perceptron(
                                                given,
                                                w,
                                                given.wholes("hidden"),
                                                given.number("dropout"),
                                                c));
        REGISTRY.named(
                        "cnn",
                        "two convolutions of 5x5 with pooling of 2x2, hidden layers, softmax;"
                                + " rows are square images of at least 16x16")
                .takes(
                        wholes("filters", "8-16")
                                .atLeast(1)
                                .atMost(1024)
                                .means("of the first and of the second"),
                        padding("0-0"),
                        HIDDEN,
                        DROPOUT,
                        CHANNELS,
                        L2)
                .source(LECUN)
                .madeBy(given -> (w, c) -> convolutional(given, given.wholes("filters"), w, c));
        REGISTRY.named(
                        "lenet",
                        "LeNet-5: cnn:filters=6-16,padding=2-0,hidden=120-84; with images of 32x32"
                                + " padding=0-0")
                .takes(padding("2-0"), hidden("120-84"), DROPOUT, CHANNELS, L2)
                .source(LECUN)
                .madeBy(given -> (w, c) -> convolutional(given, List.of(6, 16), w, c));
    }

    private Models() {}

    private static Parameter hidden(String units) {
        return wholes("hidden", units)
                .atLeast(1)
                .atMost(1 << 24)
                .means("units of each hidden layer");
    }

    private static Parameter padding(String pixels) {
        return wholes("padding", pixels)
                .atLeast(0)
                .atMost(4)
                .means("zeros on each side of an image, before the first and the second filters");
    }

    /** All models, for listings. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    /**
     * The model with this name; {@code mlp:64-32} is short for {@code mlp:hidden=64-32}.
     *
     * @param width features in a row of the data
     * @param classes number of classes
     * @throws IllegalArgumentException if there is no such model, with the known ones, or a
     *     parameter is out of range
     */
    public static GradientFunction of(String spec, int width, int classes) {
        return maker(spec).make(width, classes);
    }

    /**
     * Refuses what {@link #of} would refuse for any data.
     *
     * @throws IllegalArgumentException if there is no such model or parameter
     */
    public static void check(String spec) {
        maker(spec);
    }

    private static Maker maker(String spec) {
        return REGISTRY.make(spec.replaceFirst("^mlp:(?=[0-9])", "mlp:hidden="));
    }

    private static GradientFunction linear(Arguments given, int width, int classes) {
        int outputs = given.is("target", "number") ? 1 : classes;
        return new Network(
                width,
                classes,
                List.of(new Affine(width, outputs)),
                new SquaredError(outputs, classes, given.is("cost", "rmse")),
                given.number("l2"));
    }

    private static GradientFunction perceptron(
            Arguments given, int width, List<Integer> hidden, double dropout, int classes) {
        var layers = new ArrayList<Layer>();
        addAffine(layers, width, hidden, dropout, classes);
        return network(given, width, classes, layers);
    }

    private static GradientFunction convolutional(
            Arguments given, List<Integer> filters, int width, int classes) {
        Shape image = Shape.of(width, given.whole("channels"));
        BadArgument.when(image.side() < SMALLEST_IMAGE)
                .because(
                        "cnn needs images of at least %sx%s pixels, got %sx%s",
                        SMALLEST_IMAGE, SMALLEST_IMAGE, image.side(), image.side());
        requireTwo("filters", filters, "8-16");
        List<Integer> padding = given.wholes("padding");
        requireTwo("padding", padding, "2-0");
        var layers = new ArrayList<Layer>();
        Shape once = addConvolution(layers, image, filters.get(0), padding.get(0));
        Shape twice = addConvolution(layers, once, filters.get(1), padding.get(1));
        addAffine(layers, twice.values(), given.wholes("hidden"), given.number("dropout"), classes);
        return network(given, width, classes, layers);
    }

    private static void requireTwo(String parameter, List<Integer> numbers, String such) {
        BadArgument.when(numbers.size() != 2)
                .because(
                        "cnn: %s must be two numbers such as %s, got %s", parameter, such, numbers);
    }

    private static GradientFunction network(
            Arguments given, int width, int classes, List<Layer> layers) {
        return new Network(width, classes, layers, new CrossEntropy(classes), given.number("l2"));
    }

    private static Shape addConvolution(List<Layer> layers, Shape from, int filters, int padding) {
        var convolution = new Convolution(from, filters, padding);
        var pooling = new Pooling(convolution.to());
        layers.addAll(List.of(convolution, new Rectifier(convolution.to().values()), pooling));
        return pooling.to();
    }

    private static void addAffine(
            List<Layer> layers, int width, List<Integer> hidden, double dropout, int classes) {
        int inputs = width;
        for (int units : hidden) {
            layers.add(new Affine(inputs, units));
            layers.add(new Rectifier(units));
            if (dropout > 0) {
                layers.add(new Dropout(units, dropout));
            }
            inputs = units;
        }
        layers.add(new Affine(inputs, classes));
    }

    /** Makes a model for rows of this width and this number of classes. */
    @FunctionalInterface
    private interface Maker {
        GradientFunction make(int width, int classes);
    }
}
