/**
 * {@code bft doctor}: {@link bft.experiments.doctor.Doctor} looks at this machine and this JVM and
 * gives {@link bft.experiments.doctor.Finding}s, each with what to do about it.
 */
package bft.experiments.doctor;
