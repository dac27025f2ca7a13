/**
 * The filters by name: {@link bft.aggregation.admission.policy.Filters} reads a specification and
 * makes an {@link bft.aggregation.admission.policy.AdmissionPolicy}, a filter with the buffer for
 * the gradients it admits.
 */
package bft.aggregation.admission.policy;
