package bft.worker.wire;

import bft.spec.BadArgument;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A block of the flat vector of parameters.
 *
 * @param name empty if only the shape is known
 * @param shape length of each axis, row-major: 1 to 8 axes, each at least 1
 */
public record Tensor(String name, List<Integer> shape) {

    static final int MAX_AXES = 8;

    /**
     * @throws IllegalArgumentException if an axis is shorter than 1 or there are too many
     */
    public Tensor {
        shape = List.copyOf(shape);
        BadArgument.when(
                        shape.isEmpty()
                                || shape.size() > MAX_AXES
                                || shape.stream().anyMatch(a -> a < 1))
                .because(
                        "tensor '%s' needs 1 to %s axes of length >= 1, got %s",
                        name, MAX_AXES, shape);
    }

    /** Number of parameters; 2^31 stands for all that do not fit into an int. */
    public long size() {
        long size = 1;
        for (int axis : shape) {
            size = Math.min(size * axis, Integer.MAX_VALUE + 1L);
        }
        return size;
    }

    /** Name and lengths, {@code out.weight=100x10}; without a name the lengths alone. */
    @Override
    public String toString() {
        String lengths = shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
        return name.isEmpty() ? lengths : name + "=" + lengths;
    }
}
