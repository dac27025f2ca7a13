/**
 * Robust aggregation rules: n vectors of d coordinates, at most f of them Byzantine, in; one out.
 */
package bft.aggregation;
