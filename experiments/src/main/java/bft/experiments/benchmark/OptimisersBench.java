package bft.experiments.benchmark;

import bft.server.optimiser.Optimiser;
import bft.server.optimiser.OptimiserState;
import bft.server.optimiser.Optimisers;
import bft.server.optimiser.ParameterLayout;
import bft.server.optimiser.Schedule;
import bft.worker.wire.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Measures steps of optimisers in comparison with a copy of the parameters, the fastest operation
 * that touches all of them.
 *
 * @param repeats how often each is timed
 * @param seed decides the values
 */
record OptimisersBench(int repeats, long seed) {
    private static final Schedule RATE = new Schedule.Constant(1e-3);

    /** Takes steps one after the other, as a server does. */
    private static final class Walk implements Runnable {
        private final String name;
        private final Optimiser optimiser;
        private final float[] gradient;
        private float[] parameters;
        private OptimiserState state;

        Walk(String name, Optimiser optimiser, float[] parameters, float[] gradient) {
            this.name = name;
            this.optimiser = optimiser;
            this.gradient = gradient;
            this.parameters = parameters;
            this.state = optimiser.init(parameters.length);
        }

        @Override
        public void run() {
            Optimiser.Result next = optimiser.step(parameters, gradient, state);
            parameters = next.parameters();
            state = next.state();
        }
    }

    /** The optimiser of a specification for d parameters. */
    static Optimiser optimiser(String spec, int d) {
        return Optimisers.of(spec, RATE).over(layout(d));
    }

    /** Bytes that the walks of these optimisers hold, and one step allocates. */
    static double bytes(List<String> specs, int d) {
        long slots = specs.stream().mapToLong(spec -> optimiser(spec, d).slots(d)).sum();
        return 4.0 * d * (2 * slots + 2 * specs.size() + 3);
    }

    /** A square matrix, as large as possible, and a vector of the rest. */
    static ParameterLayout layout(int d) {
        int side = (int) Math.sqrt(d);
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(new Tensor("matrix", List.of(side, side)));
        if (d > side * side) {
            tensors.add(new Tensor("vector", List.of(d - side * side)));
        }
        return new ParameterLayout(tensors);
    }

    /** Measures them in turn, in the order given. */
    List<BenchOutcome> run(List<String> specs, int d) {
        var random = new SplittableRandom(seed);
        float[] parameters = uniform(d, random);
        float[] gradient = uniform(d, random);
        var copy = new float[d];
        List<Walk> walks =
                specs.stream()
                        .map(spec -> new Walk(spec, optimiser(spec, d), parameters, gradient))
                        .toList();
        List<Runnable> calls = new ArrayList<>();
        calls.add(() -> System.arraycopy(parameters, 0, copy, 0, d));
        calls.addAll(walks);
        List<Rotation.Cost> costs;
        try (var team = new BenchThreads(1)) {
            costs = new Rotation(System::nanoTime, team::allocatedBytes).run(calls, repeats);
        }
        List<BenchOutcome> outcomes = new ArrayList<>();
        for (int k = 0; k < walks.size(); k++) {
            Walk walk = walks.get(k);
            int slots = walk.optimiser.slots(d);
            outcomes.add(outcome(walk.name, d, slots, costs.get(k + 1), costs.get(0)));
        }
        return outcomes;
    }

    /**
     * Compares a step with a copy of d floats, and with one that reads and writes as much as the
     * step must, which is the speed of memory.
     */
    static BenchOutcome outcome(
            String optimiser, int d, int slots, Rotation.Cost own, Rotation.Cost copy) {
        // Parameters and slots are read and written, the gradient is read.
        int arrays = 3 + 2 * slots;
        return new BenchOutcome("optimiser")
                .with("peer", "bft")
                .with("optimiser", optimiser)
                .with("d", d)
                .with("slots", slots)
                .times(own)
                .with("gb_s", 4.0 * d * arrays / (own.msMedian() * 1e6))
                .with("copy_ratio", own.ratioTo(copy))
                .with("least_ratio", own.ratioTo(copy) * 2 / arrays)
                .with("bytes_per_call", own.bytesMedian())
                .with("copy_ms", copy.msMedian())
                .with("repeats", own.nanos().length);
    }

    private static float[] uniform(int d, SplittableRandom random) {
        var vector = new float[d];
        for (int i = 0; i < d; i++) {
            vector[i] = (float) (2 * random.nextDouble() - 1);
        }
        return vector;
    }
}
