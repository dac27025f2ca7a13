package bft.attacks.behaviour;

/**
 * A model has come in, and the worker may answer.
 *
 * @param number how many models the worker had before
 * @param version of the model
 * @param model its parameters; not modified
 * @param honest the gradient that an honest worker would send; not modified
 * @param forged what the attack on vectors makes of it; not modified
 */
public record Turn(long number, long version, float[] model, float[] honest, float[] forged) {}
