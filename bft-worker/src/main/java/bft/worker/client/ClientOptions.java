package bft.worker.client;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.wire.Protocol;

/**
 * Limits of a client.
 *
 * @param connectMillis limit for opening a connection
 * @param idleMillis longest silence of the server while an answer or the next frame is outstanding
 * @param transferMillis limit for a whole model or gradient, one way
 * @param waitMillis how long the server may hold a pull before it answers that nothing is newer, in
 *     [0, {@link Protocol#MAX_WAIT_MILLIS}]; also how long a push may queue for its filter
 * @param backoff between retries of a failed call
 * @param maxDimension largest model that the server may make this client allocate, in parameters
 * @param codec how gradients are sent; joining a server that does not accept it fails
 * @param pullCodec how models are received; a server that does not offer it sends float32
 */
public record ClientOptions(
        int connectMillis,
        long idleMillis,
        long transferMillis,
        int waitMillis,
        Backoff backoff,
        int maxDimension,
        GradientCodec codec,
        GradientCodec pullCodec) {

    /**
     * @throws IllegalArgumentException if a value is outside its limits
     */
    public ClientOptions {
        requireAtLeastOne("connect millis", connectMillis);
        requireAtLeastOne("idle millis", idleMillis);
        requireAtLeastOne("transfer millis", transferMillis);
        requireAtLeastOne("max dimension", maxDimension);
        if (waitMillis < 0 || waitMillis > Protocol.MAX_WAIT_MILLIS) {
            throw new IllegalArgumentException(
                    "wait millis must be in [0, %s], got %s"
                            .formatted(Protocol.MAX_WAIT_MILLIS, waitMillis));
        }
    }

    /** Models in float32. */
    public ClientOptions(
            int connectMillis,
            long idleMillis,
            long transferMillis,
            int waitMillis,
            Backoff backoff,
            int maxDimension,
            GradientCodec codec) {
        this(
                connectMillis,
                idleMillis,
                transferMillis,
                waitMillis,
                backoff,
                maxDimension,
                codec,
                Codecs.FLOAT32);
    }

    /** For a server in the same data centre: gives up three minutes after it lost the server. */
    public static ClientOptions defaults() {
        var backoff = new Backoff(100, 3_000, 180_000);
        return new ClientOptions(5_000, 10_000, 300_000, 20_000, backoff, 1 << 28, Codecs.FLOAT32);
    }

    /** A copy with another time after which a call is given up. */
    public ClientOptions withGiveUpMillis(long millis) {
        Backoff other = new Backoff(backoff.firstMillis(), backoff.maxMillis(), millis);
        return new ClientOptions(
                connectMillis,
                idleMillis,
                transferMillis,
                waitMillis,
                other,
                maxDimension,
                codec,
                pullCodec);
    }

    /** A copy with another codec. */
    public ClientOptions withCodec(GradientCodec other) {
        return new ClientOptions(
                connectMillis,
                idleMillis,
                transferMillis,
                waitMillis,
                backoff,
                maxDimension,
                other,
                pullCodec);
    }

    /** A copy with another codec for models. */
    public ClientOptions withPullCodec(GradientCodec other) {
        return new ClientOptions(
                connectMillis,
                idleMillis,
                transferMillis,
                waitMillis,
                backoff,
                maxDimension,
                codec,
                other);
    }

    private static void requireAtLeastOne(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, got " + value);
        }
    }
}
