package bft.worker.wire;

import bft.spec.BadArgument;
import bft.worker.codec.GradientCodec;
import javax.crypto.spec.SecretKeySpec;

/**
 * How a worker may send gradients as datagrams, from one join to the next.
 *
 * @param port of UDP at the server
 * @param session names this session in each datagram
 * @param key of the HMAC of each datagram
 * @param bytes most in a datagram, from {@link #LEAST_BYTES} to {@link #MOST_BYTES}
 */
public record DatagramTerms(int port, long session, SecretKeySpec key, int bytes) {
    /** Length of the key in bytes. */
    public static final int KEY_BYTES = 32;

    /** Room for a few coordinates. */
    public static final int LEAST_BYTES = 128;

    /** What IPv4 allows. */
    public static final int MOST_BYTES = 65_507;

    /** Fits every path that carries IPv6, whose least MTU is 1,280 bytes. */
    public static final int USUAL_BYTES = 1_200;

    private static final int MAX_PORT = 65_535;

    /**
     * @throws IllegalArgumentException if a value is outside its limits
     */
    public DatagramTerms {
        BadArgument.when(port < 1 || port > MAX_PORT)
                .because("port of datagrams must be in [1, %s], got %s", MAX_PORT, port);
        BadArgument.when(bytes < LEAST_BYTES || bytes > MOST_BYTES)
                .because(
                        "bytes of a datagram must be in [%s, %s], got %s",
                        LEAST_BYTES, MOST_BYTES, bytes);
    }

    /**
     * A key of these bytes.
     *
     * @throws IllegalArgumentException if they are not {@link #KEY_BYTES}
     */
    public static SecretKeySpec key(byte[] bytes) {
        BadArgument.when(bytes.length != KEY_BYTES)
                .because("key of datagrams must have %s bytes, got %s", KEY_BYTES, bytes.length);
        return new SecretKeySpec(bytes, DatagramSeal.ALGORITHM);
    }

    /** Coordinates in each datagram of a gradient but the last; 0 if the codec does not fit. */
    public int coordinates(GradientCodec codec) {
        return coordinates(codec, bytes);
    }

    /**
     * The same for datagrams of that length. What is lost must not be what a later gradient makes
     * up for, and coordinates that are not sent must not look like lost ones.
     */
    public static int coordinates(GradientCodec codec, int bytes) {
        return codec.isSparse() || codec.feedback() > 0
                ? 0
                : codec.maxCoordinates(bytes - Datagram.OVERHEAD_BYTES);
    }
}
