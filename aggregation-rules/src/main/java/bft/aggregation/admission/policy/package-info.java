/**
 * The filters by name: {@link bft.aggregation.admission.policy.Filters} reads a specification and
 * makes an {@link bft.aggregation.admission.policy.AdmissionPolicy}, a filter with what gathers the
 * gradients it has taken.
 */
package bft.aggregation.admission.policy;
