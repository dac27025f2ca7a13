package bft.worker.verdict;

/** The answer to a contribution: it counts, or it is refused with a reason. */
public sealed interface Verdict permits Accepted, Refused {}
