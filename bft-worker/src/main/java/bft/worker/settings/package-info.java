/**
 * The settings of a training that its workers are told, each declared once: {@link
 * bft.worker.settings.WorkerSettings}. In: nothing; out: {@link bft.worker.config.Setting}s. For
 * {@code bft.worker}, {@code bft.server.config}, {@code bft.experiments} and its packages.
 */
package bft.worker.settings;
