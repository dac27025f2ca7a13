package bft.aggregation.admission;

/**
 * The decision of a filter on a gradient: it is admitted with a weight, or rejected with a reason.
 */
public sealed interface Admission permits Admitted, Rejected {}
