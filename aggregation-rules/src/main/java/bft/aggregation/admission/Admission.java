package bft.aggregation.admission;

/** What a filter says of a gradient: it counts, or it does not and for what reason. */
public sealed interface Admission permits Admitted, Rejected {}
