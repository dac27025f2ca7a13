package bft.worker.verdict;

/** The answer to a contribution: it counts, or it does not and for what reason. */
public sealed interface Verdict permits Accepted, Refused {}
