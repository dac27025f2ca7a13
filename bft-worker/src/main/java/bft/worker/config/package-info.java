/**
 * Settings, and the one reader of YAML files that people write: YAML 1.2 with its core schema, each
 * key known and used once. Data in: text. Data out: {@link bft.worker.config.YamlValue}s with their
 * positions, so that every error names file, line and key, and the nearest known word. For {@code
 * bft.server}, {@code bft.experiments} and their packages.
 */
package bft.worker.config;
