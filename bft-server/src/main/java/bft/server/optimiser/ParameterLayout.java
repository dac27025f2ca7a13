package bft.server.optimiser;

import bft.spec.BadArgument;
import bft.worker.wire.Task;
import bft.worker.wire.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which segments of the flat vector of parameters are tensors, for optimisers that treat each
 * tensor individually.
 *
 * @param tensors in their order in the vector; an empty list means a single tensor of all
 *     parameters
 */
public record ParameterLayout(List<Tensor> tensors) {
    /** A single tensor of all parameters: the default layout. */
    public static final ParameterLayout WHOLE = new ParameterLayout(List.of());

    /**
     * @throws IllegalArgumentException if there are too many tensors
     */
    public ParameterLayout {
        tensors = List.copyOf(tensors);
        BadArgument.when(tensors.size() > Task.MAX_TENSORS)
                .because("layout: at most %s tensors, got %s", Task.MAX_TENSORS, tensors.size());
    }

    /**
     * Reads shapes, with or without names, separated by commas: {@code 784x100,100,out=100x10,10}.
     *
     * @throws IllegalArgumentException with the part that is not a shape
     */
    public static ParameterLayout parse(String text) {
        List<Tensor> tensors = new ArrayList<>();
        for (String part : text.strip().split(",", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? "" : part.substring(0, equals);
            tensors.add(new Tensor(name.strip(), shape(part.substring(equals + 1), text)));
        }
        return new ParameterLayout(tensors);
    }

    private static List<Integer> shape(String part, String text) {
        List<Integer> shape = new ArrayList<>();
        for (String axis : part.strip().split("x", -1)) {
            try {
                shape.add(Integer.parseInt(axis));
            } catch (NumberFormatException e) {
                throw BadArgument.of(
                        "layout: '%s' in '%s' must be a shape such as 784x100", part, text);
            }
        }
        return shape;
    }

    /**
     * The tensors for this many parameters.
     *
     * @throws IllegalArgumentException if the layout has another number of parameters
     */
    List<Tensor> tensorsOf(int dimension) {
        if (tensors.isEmpty()) {
            return List.of(new Tensor("all", List.of(dimension)));
        }
        long size = tensors.stream().mapToLong(Tensor::size).sum();
        BadArgument.when(size != dimension)
                .because("layout %s has %s parameters, the model %s", this, size, dimension);
        return tensors;
    }

    /** Where each tensor begins, and at the end the number of parameters. */
    int[] bounds(int dimension) {
        List<Tensor> all = tensorsOf(dimension);
        int[] bounds = new int[all.size() + 1];
        for (int k = 0; k < all.size(); k++) {
            bounds[k + 1] = bounds[k] + (int) all.get(k).size();
        }
        return bounds;
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return tensors.isEmpty()
                ? "whole"
                : tensors.stream().map(Tensor::toString).collect(Collectors.joining(","));
    }
}
