package bft.server.optimiser;

import bft.spec.BadArgument;
import bft.worker.wire.Tensor;
import java.util.List;

/**
 * Shampoo, which rescales the rows and columns of each matrix of parameters by its past gradients.
 * For each block G of the gradient:
 *
 * <pre>
 * L &lt;- L + G Gᵀ,   R &lt;- R + Gᵀ G
 * X &lt;- X - rate(t) (L + epsilon I)^(-1/4) G (R + epsilon I)^(-1/4)
 * and for a tensor that is a vector   s &lt;- s + g²,   x &lt;- x - rate(t) g / sqrt(s + epsilon)
 * </pre>
 *
 * <p>The roots are recomputed at the first step and then at regular intervals; a tensor of more
 * than two axes counts as a matrix of the first by all the others; a matrix is cut into blocks of
 * bounded sides, each treated individually.
 *
 * <p>Cost, with blocks of r x c: O(d (r + c)) time a step and O(d (r²/c + c²/r)) for new roots, on
 * one thread. Slots: L, R and s, one after the other in arrays of d values, and so the roots: 2 (r²
 * + c²) values a block, which is 4 d for square blocks and more for narrow ones.
 *
 * <p>V. Gupta, T. Koren and Y. Singer, Shampoo: Preconditioned Stochastic Tensor Optimization,
 * ICML, 2018, algorithm 1. There a tensor of k axes has k roots of order 2k, and a vector the full
 * matrix; the diagonal for vectors and roots from time to time are from its section on experiments,
 * blocks from R. Anil, V. Gupta, T. Koren, K. Regan and Y. Singer, Scalable Second Order
 * Optimization for Deep Learning, 2020. Neither momentum nor grafting of another optimiser's
 * length, which they add in experiments. Coordinates of a gradient are clamped to 1e15 in size, so
 * that sums of squares stay in float32 for long; sums are clamped to its largest value.
 *
 * @param rate the learning rate at each step
 * @param every steps between recomputations of the roots, at least 1
 * @param block longest side of a block, 2 to 1024
 * @param epsilon added to the diagonals
 * @param layout the tensors, of which at least one is a matrix
 */
record Shampoo(Schedule rate, int every, int block, double epsilon, ParameterLayout layout)
        implements Optimiser {
    static final int MOST_BLOCK = 1024;

    @Override
    public int slots(int dimension) {
        ShampooPlan plan = plan(dimension);
        return Packed.arrays(plan.sums(), dimension) + Packed.arrays(plan.roots(), dimension);
    }

    private ShampooPlan plan(int dimension) {
        List<Tensor> tensors = layout.tensorsOf(dimension);
        BadArgument.when(tensors.stream().noneMatch(Block::isMatrix))
                .because(
                        "shampoo needs a layout with a matrix, such as 784x10,10, got %s: give "
                                + "it (--layout), or use adagrad, which shampoo of vectors equals",
                        layout);
        return ShampooPlan.of(tensors, block);
    }

    @Override
    public Optimiser over(ParameterLayout other) {
        return new Shampoo(rate, every, block, epsilon, other);
    }

    @Override
    public Result move(float[] parameters, float[] gradient, OptimiserState state) {
        ShampooPlan plan = plan(parameters.length);
        var step = new ShampooStep(this, plan.sums(), parameters, gradient, state);
        plan.blocks().forEach(step::block);
        plan.vectors().forEach(step::vector);
        return step.result();
    }

    @Override
    public String toString() {
        return "shampoo:every=%s,block=%s,epsilon=%s".formatted(every, block, epsilon);
    }
}
