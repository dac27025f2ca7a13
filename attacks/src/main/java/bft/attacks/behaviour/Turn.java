package bft.attacks.behaviour;

/**
 * A model that the worker has received and may answer.
 *
 * @param number number of models the worker received before
 * @param version of the model
 * @param model its parameters; not modified
 * @param honest the gradient that an honest worker would send; not modified
 * @param forged the vector that the attack makes of it; not modified
 */
public record Turn(long number, long version, float[] model, float[] honest, float[] forged) {}
