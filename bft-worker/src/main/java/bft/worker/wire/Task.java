package bft.worker.wire;

import bft.spec.BadArgument;
import java.util.ArrayList;
import java.util.List;

/**
 * What workers train. Each worker chooses for itself what the task leaves open.
 *
 * @param model name with parameters, at most {@value #MAX_NAME} characters; empty if open @param
 *     batch rows for one gradient, at least 1; 0 if open
 * @param sampling how rows are drawn, at most {@value #MAX_NAME} characters; empty if open @param
 *     local how workers process gradients before they send them, at most {@value #MAX_NAME}
 *     characters; empty if open
 * @param evaluation what workers report of the model on rows that they do not train on, at most
 *     {@value #MAX_NAME} characters; empty if open
 * @param tensors layout of the vector of parameters, at most {@value #MAX_TENSORS}; empty if open
 */
public record Task(
        String model,
        int batch,
        String sampling,
        String local,
        String evaluation,
        List<Tensor> tensors) {
    /** Longest text of a setting, and longest name of a tensor. */
    public static final int MAX_NAME = 200;

    /** Most tensors of a model. */
    public static final int MAX_TENSORS = 4_096;

    /** Leaves everything open. */
    public static final Task UNSPECIFIED = new Task("", 0, "", "", "", List.of());

    /**
     * @throws IllegalArgumentException if a value is outside its limits
     */
    public Task {
        tensors = List.copyOf(tensors);
        requireShort("model", model);
        requireShort("sampling", sampling);
        requireShort("local", local);
        requireShort("evaluation", evaluation);
        if (batch < 0) {
            throw BadArgument.of(
                    "batch must be in [0, %s], got %s",
                    Integer.MAX_VALUE, Integer.toUnsignedString(batch));
        }
        BadArgument.when(tensors.size() > MAX_TENSORS)
                .because(
                        "number of tensors must be in [0, %s], got %s",
                        MAX_TENSORS, tensors.size());
    }

    private static void requireShort(String setting, String text) {
        BadArgument.when(text.length() > MAX_NAME)
                .because(
                        "%s must have at most %s characters, has %s",
                        setting, MAX_NAME, text.length());
    }

    /** A task that leaves the evaluation open. */
    public Task(String model, int batch, String sampling, String local, List<Tensor> tensors) {
        this(model, batch, sampling, local, "", tensors);
    }

    /** A copy with this layout of the parameters. */
    public Task with(List<Tensor> others) {
        return new Task(model, batch, sampling, local, evaluation, others);
    }

    /** Whether it specifies the computation, and not only the layout of the parameters. */
    public boolean saysHow() {
        return !with(List.of()).equals(UNSPECIFIED);
    }

    /** This task, completed by another where it leaves something open. */
    public Task or(Task other) {
        return new Task(
                model.isEmpty() ? other.model : model,
                batch == 0 ? other.batch : batch,
                sampling.isEmpty() ? other.sampling : sampling,
                local.isEmpty() ? other.local : local,
                evaluation.isEmpty() ? other.evaluation : evaluation,
                tensors.isEmpty() ? other.tensors : tensors);
    }

    /** Each setting that both specify with different values: its name and both values. */
    public List<String> differences(Task there) {
        List<String> differences = new ArrayList<>();
        compare(differences, "model", model, there.model);
        compare(differences, "batch", said(batch), said(there.batch));
        compare(differences, "sampling", sampling, there.sampling);
        compare(differences, "local", local, there.local);
        compare(differences, "evaluation", evaluation, there.evaluation);
        return differences;
    }

    private static String said(int batch) {
        return batch == 0 ? "" : Integer.toString(batch);
    }

    private static void compare(
            List<String> differences, String setting, String here, String there) {
        if (!here.isEmpty() && !there.isEmpty() && !here.equals(there)) {
            differences.add("%s is %s here and %s there".formatted(setting, here, there));
        }
    }
}
