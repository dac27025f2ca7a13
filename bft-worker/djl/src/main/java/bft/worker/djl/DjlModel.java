package bft.worker.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import bft.worker.data.Dataset;
import bft.worker.model.Batch;
import bft.worker.model.Evaluation;
import bft.worker.model.GradientFunction;
import bft.worker.wire.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A classifier of DJL as a gradient function: a block that gives one score for each class, and a
 * loss over scores and labels, such as {@code Loss.softmaxCrossEntropyLoss()}.
 *
 * <p>The flat vector holds the block's parameters that take a gradient, in the block's order;
 * frozen ones and running averages stay this worker's own. Memory: the block with its gradients and
 * the batch lie outside the Java heap, in the engine. An engine computes one gradient at a time, so
 * models of one process wait for each other; within one gradient it uses all cores.
 */
public final class DjlModel implements GradientFunction, AutoCloseable {
    private static final int EVALUATION_BATCH = 1_000;

    private final Engine engine;
    private final NDManager manager;
    private final ParameterStore store;
    private final Block block;
    private final Loss loss;
    private final Shape row;
    private final int width;
    private final int classes;

    /**
     * A model with random parameters, or the block's own if it is initialised.
     *
     * @param engine that computes
     * @param block without its last softmax; used by this model alone from now on
     * @param loss of scores (rows x classes) and labels (rows), a mean over the rows
     * @param row shape of one row's features, such as {@code new Shape(1, 28, 28)}
     * @throws IllegalArgumentException if the block does not give one score for each of two classes
     *     or more
     */
    public DjlModel(Engine engine, Block block, Loss loss, Shape row) {
        this.engine = engine;
        this.block = block;
        this.loss = loss;
        this.row = row;
        this.manager = engine.newBaseManager();
        this.store = new ParameterStore(manager, false);
        this.width = Math.toIntExact(row.size());
        try {
            initialise();
            this.classes = classes(block.getOutputShapes(new Shape[] {rows(1)})[0]);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static int classes(Shape scores) {
        if (scores.dimension() != 2 || scores.get(1) < 2) {
            throw new IllegalArgumentException(
                    "the block needs one score for each of two classes or more, its output for one"
                            + " row has the shape "
                            + scores);
        }
        return Math.toIntExact(scores.get(1));
    }

    private void initialise() {
        synchronized (engine) {
            if (!block.isInitialized()) {
                block.initialize(manager, DataType.FLOAT32, rows(1));
            }
        }
        trained().forEach(parameter -> parameter.getArray().setRequiresGradient(true));
    }

    private Shape rows(int count) {
        return new Shape(count).addAll(row);
    }

    private List<Parameter> trained() {
        return block.getParameters().values().stream().filter(Parameter::requiresGradient).toList();
    }

    @Override
    public List<Tensor> tensors() {
        return block.getParameters().stream()
                .filter(named -> named.getValue().requiresGradient())
                .map(named -> new Tensor(named.getKey(), axes(named.getValue().getShape())))
                .toList();
    }

    private static List<Integer> axes(Shape shape) {
        return shape.dimension() == 0
                ? List.of(1)
                : LongStream.of(shape.getShape()).mapToObj(Math::toIntExact).toList();
    }

    @Override
    public int dimension() {
        return Math.toIntExact(tensors().stream().mapToLong(Tensor::size).sum());
    }

    /** Features and scores alone: what lies between them is the engine's, outside the heap. */
    @Override
    public long valuesPerRow() {
        return (long) width + classes;
    }

    /** The engine draws; another engine, or another version of it, draws others. */
    @Override
    public void initialise(long seed, float[] parameters) {
        requireDimension(parameters);
        // The seed is the engine's, which other models of the process draw from. It has 32 bits,
        // which all 64 take part in.
        synchronized (engine) {
            engine.setRandomSeed(Long.hashCode(seed));
            block.clear();
            initialise();
        }
        int at = 0;
        for (Parameter parameter : trained()) {
            float[] values = parameter.getArray().toFloatArray();
            System.arraycopy(values, 0, parameters, at, values.length);
            at += values.length;
        }
    }

    @Override
    public double lossAndGradient(float[] parameters, Batch batch, float[] gradient) {
        requireDimension(parameters);
        requireDimension(gradient);
        requireFitting(batch.data());
        synchronized (engine) {
            return collect(parameters, batch, gradient);
        }
    }

    private double collect(float[] parameters, Batch batch, float[] gradient) {
        load(parameters);
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = engine.newGradientCollector()) {
            collector.zeroGradients();
            NDArray labels = labels(scope, batch.data(), batch.rows());
            NDList scores = forward(scope, batch.data(), batch.rows(), true);
            scores.attach(scope);
            NDArray mean = loss.evaluate(new NDList(labels), scores);
            mean.attach(scope);
            collector.backward(mean);
            copyGradients(gradient);
            return mean.getFloat();
        }
    }

    private void load(float[] parameters) {
        int at = 0;
        for (Parameter parameter : trained()) {
            int size = Math.toIntExact(parameter.getShape().size());
            parameter.getArray().set(FloatBuffer.wrap(parameters, at, size).slice());
            at += size;
        }
    }

    /** A parameter that the loss does not depend on has no gradient: zeros. */
    private void copyGradients(float[] gradient) {
        Arrays.fill(gradient, 0);
        int at = 0;
        for (Parameter parameter : trained()) {
            NDArray array = parameter.getArray();
            if (array.hasGradient()) {
                try (NDArray of = array.getGradient()) {
                    float[] values = of.toFloatArray();
                    System.arraycopy(values, 0, gradient, at, values.length);
                }
            }
            at += Math.toIntExact(parameter.getShape().size());
        }
    }

    private NDList forward(NDManager scope, Dataset data, int[] rows, boolean training) {
        float[] features = new float[Math.multiplyExact(rows.length, width)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(data.features(), rows[i] * width, features, i * width, width);
        }
        NDArray inputs = scope.create(features, rows(rows.length));
        return block.forward(store, new NDList(inputs), training);
    }

    private static NDArray labels(NDManager scope, Dataset data, int[] rows) {
        return scope.create(Arrays.stream(rows).mapToLong(i -> data.labels()[i]).toArray());
    }

    @Override
    public Evaluation evaluate(float[] parameters, Dataset data) {
        double[] losses = new double[1];
        int[] predicted = predict(parameters, data, losses);
        long correct =
                IntStream.range(0, predicted.length)
                        .filter(i -> predicted[i] == data.labels()[i])
                        .count();
        return new Evaluation((double) correct / data.count(), losses[0] / data.count());
    }

    @Override
    public int[] predict(float[] parameters, Dataset data) {
        return predict(parameters, data, new double[1]);
    }

    /** Adds the losses of all rows to the first value. */
    private int[] predict(float[] parameters, Dataset data, double[] losses) {
        requireDimension(parameters);
        requireFitting(data);
        load(parameters);
        int[] predicted = new int[data.count()];
        for (int from = 0; from < predicted.length; from += EVALUATION_BATCH) {
            int first = from;
            int[] rows = new int[Math.min(EVALUATION_BATCH, predicted.length - from)];
            Arrays.setAll(rows, i -> first + i);
            try (NDManager scope = manager.newSubManager()) {
                NDList scores = forward(scope, data, rows, false);
                scores.attach(scope);
                NDArray mean = loss.evaluate(new NDList(labels(scope, data, rows)), scores);
                mean.attach(scope);
                losses[0] += rows.length * (double) mean.getFloat();
                float[] values = scores.get(0).toFloatArray();
                Arrays.setAll(rows, i -> best(values, i * classes));
                System.arraycopy(rows, 0, predicted, from, rows.length);
            }
        }
        return predicted;
    }

    /** The first largest score of the row that begins there, or -1 if all are NaN. */
    private int best(float[] scores, int start) {
        int best = -1;
        for (int k = 0; k < classes; k++) {
            boolean better = best < 0 || scores[start + k] > scores[start + best];
            best = better && !Float.isNaN(scores[start + k]) ? k : best;
        }
        return best;
    }

    private void requireDimension(float[] values) {
        if (values.length != dimension()) {
            throw new IllegalArgumentException(
                    "the model has %s parameters, got %s".formatted(dimension(), values.length));
        }
    }

    private void requireFitting(Dataset data) {
        if (data.width() != width || data.classes() != classes) {
            throw new IllegalArgumentException(
                    "the model is for %s features and %s classes, got data with %s and %s"
                            .formatted(width, classes, data.width(), data.classes()));
        }
    }

    /** Frees what the engine holds. */
    @Override
    public void close() {
        block.clear();
        manager.close();
    }
}
