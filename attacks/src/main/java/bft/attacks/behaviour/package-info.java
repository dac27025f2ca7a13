/**
 * Attacks in time: when, how often and with what a Byzantine worker answers a model. In: a {@link
 * bft.attacks.behaviour.Turn}, the model with what the worker would honestly send and what an
 * attack on vectors makes of that; out: a {@link bft.attacks.behaviour.Plan}, timed sendings. No
 * clock and no socket: simulations and worker processes carry the plan out.
 */
package bft.attacks.behaviour;
