/**
 * Models for workers: flat float32 parameters and a batch of rows in, loss and gradient out.
 *
 * <p>Parameters are one {@code float[]} of {@code dimension()} values, the tensors one after the
 * other, each row-major, as they are sent. A model keeps scratch memory, so one thread at a time
 * uses it. Imports {@code bft.worker.data}, and from the wire the names and shapes of tensors.
 */
package bft.worker.model;
