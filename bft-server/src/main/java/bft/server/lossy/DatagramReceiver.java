package bft.server.lossy;

import bft.worker.codec.GradientCodec;
import bft.worker.wire.Datagram;
import bft.worker.wire.DatagramTerms;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocketOptions;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP port for gradients. It reads on one event loop, so that datagrams of strangers take at
 * most one core, and never sends anything, so that nobody can make it send to others.
 *
 * <p>A worker gets a session when it joins. It sends datagrams and then announces the push in a
 * call; from then on the push waits for what is missing until its deadline.
 */
public final class DatagramReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramReceiver.class);

    /** What is asked of the system, which may give less. */
    private static final int SOCKET_BYTES = 4 << 20;

    private final LossyMode mode;
    private final List<GradientCodec> codecs;
    private final Rows rows;
    private final LongSupplier clock;
    private final DatagramCounts counts = new DatagramCounts();
    private final SecureRandom random = new SecureRandom();
    private final AtomicReferenceArray<DatagramTerms> sessions;
    private volatile int port;
    private Context context;

    // Used on the context.
    private final Map<Integer, Reception> receptions = new HashMap<>();
    private final Map<Integer, Waiting> waiting = new HashMap<>();

    /** A push that was announced. */
    private record Waiting(Datagram.Push push, Consumer<Optional<Arrival>> taker, long timer) {}

    /**
     * @param workers n
     * @param codecs that gradients may be encoded with
     * @param clock nanoseconds of any clock that does not go back
     */
    public DatagramReceiver(
            LossyMode mode,
            int workers,
            List<GradientCodec> codecs,
            Rows rows,
            LongSupplier clock) {
        this.mode = mode;
        this.codecs = List.copyOf(codecs);
        this.rows = rows;
        this.clock = clock;
        this.sessions = new AtomicReferenceArray<>(workers);
    }

    /**
     * Opens the port, on the event loop of the caller's context. Before anything else.
     *
     * @param at 0 for a free one
     * @return fails if the port cannot be opened
     */
    public Future<?> listen(Vertx vertx, String host, int at) {
        context = vertx.getOrCreateContext();
        var options =
                new DatagramSocketOptions()
                        .setReceiveBufferSize(SOCKET_BYTES)
                        .setIpV6(isIpV6(host));
        return vertx.createDatagramSocket(options)
                .handler(packet -> receive(ByteBuffer.wrap(packet.data().getBytes())))
                .exceptionHandler(error -> LOG.debug("the port for datagrams", error))
                .listen(at, host)
                .recover(error -> Future.failedFuture(ofUdp(error)))
                .onSuccess(
                        socket -> {
                            port = socket.localAddress().port();
                            LOG.info("gradients may come as datagrams to UDP port {}", port);
                        });
    }

    private static IOException ofUdp(Throwable error) {
        return new IOException("UDP, for --lossy: " + error.getMessage(), error);
    }

    private static boolean isIpV6(String host) {
        try {
            return InetAddress.getByName(host) instanceof Inet6Address;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Begins a session of a worker, which ends the one before. From any thread. */
    public DatagramTerms open(int worker) {
        var key = new byte[DatagramTerms.KEY_BYTES];
        random.nextBytes(key);
        var terms =
                new DatagramTerms(port, random.nextLong(), DatagramTerms.key(key), mode.bytes());
        sessions.set(worker, terms);
        return terms;
    }

    /** Counts of datagrams. From any thread. */
    public DatagramCounts counts() {
        return counts;
    }

    /** A round has closed. On the job's thread. */
    public void roundClosed() {
        counts.roundClosed();
    }

    /**
     * Takes a push that was sent, once it is complete or its deadline has come. From any thread.
     *
     * @param taker gets the row; empty if nothing of the push has come, or a newer one is underway
     */
    public void take(int worker, Datagram.Push push, Consumer<Optional<Arrival>> taker) {
        try {
            context.runOnContext(turn -> await(worker, push, taker));
        } catch (RejectedExecutionException closed) {
            // The port is closed, and with it every call.
        }
    }

    private void await(int worker, Datagram.Push push, Consumer<Optional<Arrival>> taker) {
        giveUp(worker);
        Optional<Reception> known = reception(worker);
        if (known.isEmpty() || !known.get().expect(push)) {
            taker.accept(Optional.empty());
            return;
        }
        long timer =
                context.owner().setTimer(mode.tailMillis(), due -> end(worker, known.get(), push));
        waiting.put(worker, new Waiting(push, taker, timer));
        endIfComplete(worker, known.get());
    }

    private void endIfComplete(int worker, Reception reception) {
        boolean isAwaited = waiting.containsKey(worker);
        if (isAwaited && reception.isComplete()) {
            end(worker, reception, reception.push());
        }
    }

    private void end(int worker, Reception reception, Datagram.Push push) {
        Waiting done = waiting.get(worker);
        if (done == null || !done.push().equals(push)) {
            return;
        }
        waiting.remove(worker);
        context.owner().cancelTimer(done.timer());
        Optional<Arrival> arrival = reception.take();
        arrival.ifPresent(row -> counts.taken(row.missing(), rows.dimension()));
        done.taker().accept(arrival);
    }

    /** The worker has gone on to another push or session. */
    private void giveUp(int worker) {
        Waiting old = waiting.remove(worker);
        if (old != null) {
            context.owner().cancelTimer(old.timer());
            old.taker().accept(Optional.empty());
        }
    }

    /** Handles a datagram from anyone. */
    private void receive(ByteBuffer bytes) {
        counts.received();
        Optional<Dropped> dropped =
                Datagram.parse(bytes)
                        .map(datagram -> receive(bytes, datagram))
                        .orElse(Optional.of(Dropped.MALFORMED));
        dropped.ifPresent(counts::dropped);
    }

    private Optional<Dropped> receive(ByteBuffer bytes, Datagram datagram) {
        int worker = datagram.worker();
        Optional<Reception> known = reception(worker);
        if (known.isEmpty()) {
            return Optional.of(Dropped.STRANGER);
        }
        Reception reception = known.get();
        Optional<Dropped> dropped = reception.receive(bytes, datagram, clock.getAsLong());
        Waiting awaited = waiting.get(worker);
        if (awaited != null && !awaited.push().equals(reception.push())) {
            giveUp(worker);
        }
        endIfComplete(worker, reception);
        return dropped;
    }

    /** What is known of a worker's session; empty if it has none. */
    private Optional<Reception> reception(int worker) {
        boolean isOne = worker >= 0 && worker < sessions.length();
        DatagramTerms session = isOne ? sessions.get(worker) : null;
        if (session == null) {
            return Optional.empty();
        }
        Reception known = receptions.get(worker);
        if (known == null || known.session() != session) {
            if (known != null) {
                giveUp(worker);
                known.close();
            }
            known = new Reception(session, codecs, rows, mode.isZero());
            receptions.put(worker, known);
        }
        return Optional.of(known);
    }
}
