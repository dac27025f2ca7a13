/**
 * Timing attacks: when, how often and with what a Byzantine worker answers a model. In: a {@link
 * bft.attacks.behaviour.Turn}, the model with the honest gradient and the vector that an attack
 * makes of it; out: a {@link bft.attacks.behaviour.Plan}, timed messages. No clock and no socket:
 * simulations and worker processes execute the plan.
 */
package bft.attacks.behaviour;
