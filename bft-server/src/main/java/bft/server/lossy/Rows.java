package bft.server.lossy;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where gradients are assembled.
 *
 * @param dimension d
 * @param take takes a row with arbitrary content; empty if none is free
 * @param giveBack returns a row that nobody needs
 */
public record Rows(int dimension, Supplier<Optional<float[]>> take, Consumer<float[]> giveBack) {}
