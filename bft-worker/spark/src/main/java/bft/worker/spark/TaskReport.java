package bft.worker.spark;

import java.io.Serializable;

/**
 * What became of the gradients of one task, by its own count.
 *
 * @param worker its index
 * @param rows of its partition
 * @param accepted gradients that counted
 * @param refused gradients that did not
 */
public record TaskReport(int worker, int rows, long accepted, long refused)
        implements Serializable {}
