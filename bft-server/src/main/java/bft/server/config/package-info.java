/**
 * An operator's settings: options, the file that may contain them, and the checked configuration of
 * a server.
 *
 * <p>Data in: the command line and a YAML file. Data out: {@link bft.server.config.ServerConfig}.
 * Imported by {@code bft.server} and by programs that embed a server.
 */
package bft.server.config;
