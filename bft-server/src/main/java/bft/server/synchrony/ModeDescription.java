package bft.server.synchrony;

/**
 * A kind of synchrony in words.
 *
 * @param name its specification, with the parameters it needs
 * @param summary which gradients make a step, and when
 * @param condition what n, f and the parameters must satisfy
 * @param source authors, title, venue, year; what is ours is said
 */
public record ModeDescription(String name, String summary, String condition, String source) {}
