/**
 * How the coordinates of a gradient are encoded as bytes and decoded again.
 *
 * <p>A gradient travels in chunks, each of which stands for a range of coordinates. A {@link
 * bft.worker.codec.GradientCodec} turns one range into the bytes of one chunk and back, straight
 * from the network's buffer into the row, and finds values that are not finite while they are in
 * the cache. Code behind it does not depend on the codec.
 *
 * <p>Data in: ranges of float rows, or bytes from anyone. Data out: the reverse. To add a codec,
 * write the class, with a number of its own, and its entry in {@link bft.worker.codec.Codecs}.
 * Imported by {@code bft.worker.wire} and all packages that send or receive gradients; imports
 * kernels, seeds and registries only.
 */
package bft.worker.codec;
