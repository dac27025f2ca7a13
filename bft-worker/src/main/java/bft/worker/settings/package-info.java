/**
 * The settings of a training run that concern its workers, each declared once: {@link
 * bft.worker.settings.WorkerSettings}. Data in: none. Data out: {@link bft.worker.config.Setting}s.
 * For {@code bft.worker}, {@code bft.server.config}, {@code bft.experiments} and its packages.
 */
package bft.worker.settings;
