package bft.server.optimiser;

import bft.worker.wire.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * How {@link Shampoo} treats each segment of the parameters, and where it stores the segment's
 * state.
 *
 * @param blocks of the matrices
 * @param vectors the tensors that are not matrices
 * @param sums how many values the sums take, of products and of squares
 * @param roots how many the inverse roots take
 */
record ShampooPlan(List<Sides> blocks, List<Vector> vectors, long sums, long roots) {
    /**
     * A block with its two sides. Sums of products and roots lie at the same position, in separate
     * arrays.
     */
    record Sides(Block block, Preconditioner left, Preconditioner right) {}

    /**
     * A tensor that is a vector.
     *
     * @param from its first index
     * @param to the one after its last
     * @param sums where its sums of squares begin
     */
    record Vector(int from, int to, long sums) {}

    static ShampooPlan of(List<Tensor> tensors, int most) {
        List<Sides> blocks = new ArrayList<>();
        long kept = 0;
        int at = 0;
        for (Tensor tensor : tensors) {
            List<Block> parts = Block.isMatrix(tensor) ? Block.of(tensor, at, most) : List.of();
            for (Block block : parts) {
                var left = new Preconditioner(kept, block.rows());
                var right = new Preconditioner(left.end(), block.columns());
                blocks.add(new Sides(block, left, right));
                kept = right.end();
            }
            at += (int) tensor.size();
        }
        long roots = kept;
        List<Vector> vectors = new ArrayList<>();
        at = 0;
        for (Tensor tensor : tensors) {
            int to = at + (int) tensor.size();
            if (!Block.isMatrix(tensor)) {
                vectors.add(new Vector(at, to, kept));
                kept += to - at;
            }
            at = to;
        }
        return new ShampooPlan(blocks, vectors, kept, roots);
    }
}
