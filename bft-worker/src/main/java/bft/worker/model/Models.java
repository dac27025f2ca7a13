package bft.worker.model;

import bft.aggregation.spec.Spec;
import java.util.ArrayList;
import java.util.List;

/** The models by name. */
public final class Models {
    private static final String FORMS =
            "softmax, mlp:100, mlp:64-32, each with l2=0.0001 if wanted";

    private Models() {}

    /**
     * The model with this name.
     *
     * <p>{@code softmax} is softmax regression, {@code mlp:64-32} (or {@code mlp:hidden=64-32}) a
     * perceptron with hidden layers of 64 and 32 rectified units, {@code mlp} that with one of 100.
     * {@code softmax:l2=0.0001} and {@code mlp:100,l2=0.0001} add a penalty of l2/2 times the sum
     * of all squared parameters.
     *
     * @param width features in a row of the data
     * @param classes number of classes
     * @throws IllegalArgumentException if there is no such model, with those that there are
     */
    public static GradientFunction of(String spec, int width, int classes) {
        Spec parsed = Spec.parse(spec.replaceFirst("^mlp:(?=[0-9])", "mlp:hidden="));
        List<Integer> hidden =
                switch (parsed.name()) {
                    case "softmax" -> List.of();
                    case "mlp" -> hiddenLayers(parsed.text("hidden", "100"));
                    default ->
                            throw new IllegalArgumentException(
                                    "no model '%s'; there are %s".formatted(spec, FORMS));
                };
        if (hidden.isEmpty()) {
            parsed.allowing("l2");
        } else {
            parsed.allowing("hidden", "l2");
        }
        return new MultilayerPerceptron(width, hidden, classes, parsed.number("l2", 0));
    }

    private static List<Integer> hiddenLayers(String sizes) {
        List<Integer> hidden = new ArrayList<>();
        for (String size : sizes.split("-", -1)) {
            try {
                hidden.add(Integer.parseInt(size));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "mlp: hidden must be layer sizes such as 64-32, got '%s'".formatted(sizes),
                        e);
            }
        }
        return hidden;
    }
}
