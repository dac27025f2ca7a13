/**
 * Which workers are members of a job: n is their number. A worker may be quarantined for faults
 * that no honest worker commits; it stays a member and counts as one of the f faulty ones. It may
 * leave a job that allows this, or be removed by the operator; then it is no member.
 *
 * <p>Data in: faults, joins, the operator's commands, each with its time. Data out: who counts, and
 * why another does not. Imported by the core and the settings.
 */
package bft.server.membership;
