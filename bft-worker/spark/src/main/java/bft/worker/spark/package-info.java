/**
 * Training on Spark: the partitions of a Dataset are the workers of a parameter server, which runs
 * beside the cluster. For Java and Scala programs.
 */
package bft.worker.spark;
