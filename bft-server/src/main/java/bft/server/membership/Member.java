package bft.server.membership;

import java.util.OptionalLong;

/**
 * A worker's place, for the operator.
 *
 * @param reason why it has its standing, as text; empty for a member
 * @param faults provable ones since it became a member, or returned
 * @param returnNanos until it returns from quarantine; empty if it does not by itself
 */
public record Member(Standing standing, String reason, long faults, OptionalLong returnNanos) {}
