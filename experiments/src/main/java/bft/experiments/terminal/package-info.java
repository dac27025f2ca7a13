/**
 * Text for a person: tables that redraw in place, curves of braille dots. In: names and numbers;
 * out: lines on a {@link bft.experiments.terminal.Terminal}. Knows nothing of training. For {@code
 * bft.experiments} and its packages.
 */
package bft.experiments.terminal;
