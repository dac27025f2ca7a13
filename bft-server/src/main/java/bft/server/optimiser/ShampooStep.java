package bft.server.optimiser;

import static bft.server.optimiser.Branchless.finite;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** One step of {@link Shampoo} through the blocks and vectors of a plan. */
final class ShampooStep {
    /** Squares of coordinates up to this, summed over very many steps, stay in float32. */
    private static final float BOUND = 1e15f;

    private final float[] parameters;
    private final float[] gradient;
    private final OptimiserState state;
    private final double eta;
    private final double epsilon;
    private final boolean renews;
    private final float[][] slots;
    private final Packed sumsBefore;
    private final Packed sums;
    private final Packed roots;
    private final float[] moved;

    /**
     * @param parameters not modified
     * @param gradient not modified
     * @param state not modified
     */
    ShampooStep(
            Shampoo settings,
            long sums,
            float[] parameters,
            float[] gradient,
            OptimiserState state) {
        this.parameters = parameters;
        this.gradient = gradient;
        this.state = state;
        this.eta = settings.rate().rateAt(state.step());
        this.epsilon = settings.epsilon();
        this.renews = state.step() % settings.every() == 0;
        int d = parameters.length;
        int first = Packed.arrays(sums, d);
        this.slots = state.slots().clone();
        for (int k = 0; k < slots.length; k++) {
            // Slots of a state are never modified, so two states may share the same roots.
            slots[k] = k < first || renews ? new float[d] : slots[k];
        }
        this.sumsBefore = new Packed(state.slots(), d);
        this.sums = new Packed(slots, d);
        this.roots = new Packed(Arrays.copyOfRange(slots, first, slots.length), d);
        this.moved = new float[d];
    }

    /** Moves a block of a matrix. */
    void block(ShampooPlan.Sides sides) {
        Block block = sides.block();
        DMatrixRMaj g = block.read(gradient, BOUND);
        var left = new DMatrixRMaj(block.rows(), block.rows());
        CommonOps_DDRM.multTransB(g, g, left);
        var right = new DMatrixRMaj(block.columns(), block.columns());
        CommonOps_DDRM.multTransA(g, g, right);
        var half = new DMatrixRMaj(block.rows(), block.columns());
        CommonOps_DDRM.mult(root(sides.left(), left), g, half);
        var direction = new DMatrixRMaj(block.rows(), block.columns());
        CommonOps_DDRM.mult(half, root(sides.right(), right), direction);
        block.move(parameters, eta, direction, moved);
    }

    /** Adds to the sums of one side; returns its root, recomputed if it is due. */
    private DMatrixRMaj root(Preconditioner side, DMatrixRMaj product) {
        float[] added = side.plus(product, sumsBefore);
        sums.write(side.at(), added);
        if (renews) {
            roots.write(side.at(), side.root(added, epsilon));
        }
        return side.matrix(roots.read(side.at(), side.size() * side.size()));
    }

    /** Moves a tensor that is a vector. */
    void vector(ShampooPlan.Vector vector) {
        float rate = (float) eta;
        float small = (float) epsilon;
        float[] squares = sumsBefore.read(vector.sums(), vector.to() - vector.from());
        for (int k = 0; k < squares.length; k++) {
            int i = vector.from() + k;
            float g = Math.max(-BOUND, Math.min(BOUND, gradient[i]));
            squares[k] = finite(squares[k] + g * g);
            moved[i] = parameters[i] - rate * g / (float) Math.sqrt(squares[k] + small);
        }
        sums.write(vector.sums(), squares);
    }

    Optimiser.Result result() {
        return new Optimiser.Result(moved, state.next(slots));
    }
}
