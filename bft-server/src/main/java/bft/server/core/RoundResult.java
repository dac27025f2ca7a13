package bft.server.core;

import bft.aggregation.Aggregation;
import bft.server.optimiser.OptimiserState;

/**
 * What became of a closed round.
 *
 * @param parameters of the next version
 * @param state of the optimiser after it
 * @param norm Euclidean norm of the aggregate
 */
public record RoundResult(
        Aggregation aggregation, float[] parameters, OptimiserState state, double norm) {}
