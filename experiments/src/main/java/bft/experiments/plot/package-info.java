/** Plots as SVG and PNG files through XChart, without a display. For {@code bft.experiments}. */
package bft.experiments.plot;
