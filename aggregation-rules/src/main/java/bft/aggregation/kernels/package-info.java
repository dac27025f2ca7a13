/** The loops: each exists in plain Java and with the vector module, chosen once. */
package bft.aggregation.kernels;
