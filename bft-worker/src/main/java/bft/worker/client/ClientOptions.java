package bft.worker.client;

import bft.spec.BadArgument;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.wire.Protocol;
import io.vertx.core.net.SocketAddress;
import java.util.Optional;

/**
 * Limits of a client.
 *
 * @param waits for the server
 * @param backoff between retries of a failed call
 * @param maxDimension largest model that the server may make this client allocate, in parameters
 * @param codec how gradients are sent; joining a server that does not accept it fails
 * @param pullCodec how models are received; a server that does not offer it sends float32
 * @param datagramsTo where datagrams are sent, an address and not a name; empty for the server
 */
public record ClientOptions(
        Waits waits,
        Backoff backoff,
        int maxDimension,
        GradientCodec codec,
        GradientCodec pullCodec,
        Optional<SocketAddress> datagramsTo) {
    /**
     * How long a client waits.
     *
     * @param connectMillis limit for opening a connection
     * @param idleMillis longest silence of the server while an answer or the next frame is
     *     outstanding
     * @param transferMillis limit for a whole model or gradient, one way
     * @param pullMillis how long the server may hold a pull before it answers that nothing is
     *     newer, in [0, {@link Protocol#MAX_WAIT_MILLIS}]; also how long a push may queue for its
     *     filter
     */
    public record Waits(int connectMillis, long idleMillis, long transferMillis, int pullMillis) {
        /**
         * @throws IllegalArgumentException if a value is outside its limits
         */
        public Waits {
            requireAtLeastOne("connect millis", connectMillis);
            requireAtLeastOne("idle millis", idleMillis);
            requireAtLeastOne("transfer millis", transferMillis);
            BadArgument.when(pullMillis < 0 || pullMillis > Protocol.MAX_WAIT_MILLIS)
                    .because(
                            "wait millis must be in [0, %s], got %s",
                            Protocol.MAX_WAIT_MILLIS, pullMillis);
        }
    }

    /** Datagrams, where they are sent, go to the server. */
    public ClientOptions(
            Waits waits,
            Backoff backoff,
            int maxDimension,
            GradientCodec codec,
            GradientCodec pullCodec) {
        this(waits, backoff, maxDimension, codec, pullCodec, Optional.empty());
    }

    /**
     * @throws IllegalArgumentException if the dimension is less than 1
     */
    public ClientOptions {
        requireAtLeastOne("max dimension", maxDimension);
    }

    /** For a server in the same data centre: gives up three minutes after it lost the server. */
    public static ClientOptions defaults() {
        return of(new Waits(5_000, 10_000, 300_000, 20_000), new Backoff(100, 3_000, 180_000));
    }

    /** Gradients and models in float32, and models of up to 2^28 parameters. */
    public static ClientOptions of(Waits waits, Backoff backoff) {
        return new ClientOptions(waits, backoff, 1 << 28, Codecs.FLOAT32, Codecs.FLOAT32);
    }

    /** A copy with another time after which a call is given up. */
    public ClientOptions withGiveUpMillis(long millis) {
        Backoff other = new Backoff(backoff.firstMillis(), backoff.maxMillis(), millis);
        return new ClientOptions(waits, other, maxDimension, codec, pullCodec, datagramsTo);
    }

    /** A copy with another codec. */
    public ClientOptions withCodec(GradientCodec other) {
        return new ClientOptions(waits, backoff, maxDimension, other, pullCodec, datagramsTo);
    }

    /** A copy with another codec for models. */
    public ClientOptions withPullCodec(GradientCodec other) {
        return new ClientOptions(waits, backoff, maxDimension, codec, other, datagramsTo);
    }

    /** A copy that sends datagrams by way of a relay, for servers behind one. */
    public ClientOptions withDatagramsTo(SocketAddress relay) {
        return new ClientOptions(
                waits, backoff, maxDimension, codec, pullCodec, Optional.of(relay));
    }

    private static void requireAtLeastOne(String what, long value) {
        BadArgument.when(value < 1).because("%s must be at least 1, got %s", what, value);
    }
}
