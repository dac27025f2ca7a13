/**
 * Evidence of what a server did: {@link bft.server.audit.AuditLog} writes a chained log of all
 * rounds, {@link bft.server.audit.Verification} checks one.
 *
 * <p>Data in: the events of a job. Data out: files, and answers about them. Nothing here affects
 * the job, unless it is to end when evidence is lost. Imported by {@code bft.server} only.
 */
package bft.server.audit;
