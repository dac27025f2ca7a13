package bft.server.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where and how the audit log is written.
 *
 * @param file current file
 * @param bytes size at which a new file is begun
 * @param keep files to keep, the current one included; 0 for all
 * @param key file of the private key that signs; empty for no signatures
 * @param signEvery lines after which the chain is signed
 * @param stopsOnError whether the job ends if a round cannot be logged
 */
public record AuditSettings(
        Path file, long bytes, int keep, Optional<Path> key, int signEvery, boolean stopsOnError) {}
