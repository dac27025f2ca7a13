/**
 * The one reader of YAML files that people write: YAML 1.2 with its core schema, each key once and
 * known. In: text; out: {@link bft.worker.config.YamlValue}s that know where they stand, so that
 * every refusal names file, line and key, and the nearest word that is known. For {@code
 * bft.server}, {@code bft.experiments} and their packages.
 */
package bft.worker.config;
