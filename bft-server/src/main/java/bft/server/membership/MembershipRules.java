package bft.server.membership;

import java.util.OptionalInt;

/**
 * How the members of a job may change by themselves.
 *
 * @param quarantine for workers that commit provable faults
 * @param least of an elastic job, whose workers become members when they join and stop being
 *     members when they leave: n is at least this; empty if every worker is a member from the start
 * @param waits whether a job with too few members for a step waits for more, instead of ending
 */
public record MembershipRules(Quarantine quarantine, OptionalInt least, boolean waits) {
    /** n is fixed, nobody is quarantined, and a job with too few workers ends. */
    public static final MembershipRules FIXED =
            new MembershipRules(Quarantine.OFF, OptionalInt.empty(), false);
}
