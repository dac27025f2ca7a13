/**
 * An operator's settings: options, the file that may contain them, and the checked configuration of
 * a server.
 *
 * <p>Data in: the command line and a YAML file. Data out: {@link bft.server.config.ServerConfig}.
 * Imported by {@code bft.server} and by programs that embed a server. More than twelve types are
 * public because each part of the configuration is a type of its own.
 */
package bft.server.config;
