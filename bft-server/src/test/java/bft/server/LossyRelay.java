package bft.server;

import static bft.server.TestServer.await;

import bft.worker.wire.Datagram;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Forwards datagrams to a server, and loses, repeats and reorders some of them. */
final class LossyRelay implements AutoCloseable {
    final AtomicInteger lost = new AtomicInteger();
    final AtomicInteger repeated = new AtomicInteger();
    final AtomicInteger forwarded = new AtomicInteger();
    private final DatagramSocket socket;
    private final Predicate<Datagram> losing;
    private final Random random;
    private final double unrest;
    private volatile int port;

    // Used on the socket's context.
    private final List<Buffer> held = new ArrayList<>();

    /** Loses these datagrams and keeps the others as they are. */
    LossyRelay(Vertx vertx, Predicate<Datagram> losing) {
        this(vertx, losing, 0, new Random(0));
    }

    /**
     * Loses that share of the datagrams, repeats half as many, and lets half as many wait for the
     * next one.
     */
    LossyRelay(Vertx vertx, double share, Random random) {
        this(vertx, datagram -> random.nextDouble() < share, share / 2, random);
    }

    private LossyRelay(Vertx vertx, Predicate<Datagram> losing, double unrest, Random random) {
        this.losing = losing;
        this.random = random;
        this.unrest = unrest;
        this.socket = vertx.createDatagramSocket(new DatagramSocketOptions());
        await(socket.handler(packet -> relay(packet.data())).listen(0, "127.0.0.1"));
    }

    SocketAddress address() {
        return SocketAddress.inetSocketAddress(socket.localAddress().port(), "127.0.0.1");
    }

    /** Where the server is, known once a worker has joined. */
    void to(int serverPort) {
        port = serverPort;
    }

    private void relay(Buffer packet) {
        Datagram datagram = Datagram.parse(ByteBuffer.wrap(packet.getBytes())).orElseThrow();
        if (losing.test(datagram)) {
            lost.incrementAndGet();
            return;
        }
        if (held.isEmpty() && random.nextDouble() < unrest) {
            held.add(packet);
            return;
        }
        forward(packet);
        if (random.nextDouble() < unrest) {
            repeated.incrementAndGet();
            forward(packet);
        }
        held.forEach(this::forward);
        held.clear();
    }

    void forward(Buffer packet) {
        forwarded.incrementAndGet();
        socket.send(packet, port, "127.0.0.1");
    }

    @Override
    public void close() {
        await(socket.close());
    }
}
