package bft.server.wire;

import bft.server.wire.ConnectionCounts.Event;
import bft.worker.wire.Flushes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the connections of the workers' port from the moment they are accepted, before they have
 * sent anything. A connection without a call with a token within a few seconds is closed. When all
 * places are taken, unauthenticated connections are closed to make room: of the same address if
 * that has its share, else of any, the oldest first; then connections with a token but without a
 * slot. Connections of registered workers and observers are never closed for this. New connections
 * that come too fast wait in the system's queue. Each step costs O(1).
 */
final class ConnectionGuard {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);

    /** Most connections that may be closing at once, after others took their places. */
    private static final int MOST_GOING = 32;

    /** Characters of a reason in the log: the other end may have chosen them. */
    private static final int MOST_REASON = 200;

    /** How many connections Netty accepts at a time, before a pause. */
    private static final int BATCH = 16;

    private final ConnectionLimits limits;
    private final ConnectionCounts counts = new ConnectionCounts();
    private final SparseLog log = new SparseLog(LOG::warn, System::nanoTime);
    private final SparseLog breaks = new SparseLog(LOG::info, System::nanoTime);
    private final SparseLog abuse = new SparseLog(LOG::warn, System::nanoTime);
    private final Map<Remote, Entry> open = new HashMap<>();

    /** Connections without a call with a token, the oldest first: in total and by address. */
    private final Map<Remote, Entry> unauthenticated = new LinkedHashMap<>();

    private final Map<String, Map<Remote, Entry>> byAddress = new HashMap<>();

    /**
     * Authenticated connections of neither a registered worker nor an observer, the oldest first.
     */
    private final Map<Remote, Entry> unregistered = new LinkedHashMap<>();

    /** Connections that are being closed to make room. */
    private int going;

    private final TokenBucket accepts;

    /** The other end of a connection. */
    private record Remote(String address, int port) {
        static Remote of(Channel channel) {
            var there = (InetSocketAddress) channel.remoteAddress();
            return new Remote(there.getAddress().getHostAddress(), there.getPort());
        }

        static Remote of(SocketAddress there) {
            return new Remote(there.hostAddress(), there.port());
        }

        @Override
        public String toString() {
            return address + ":" + port;
        }
    }

    private static final class Entry {
        final Remote remote;
        final Channel channel;
        final SmallReads reads;
        boolean hasCalled;

        /** Whether it is being closed to make room. */
        boolean isGoing;

        Entry(Remote remote, Channel channel) {
            this.remote = remote;
            this.channel = channel;
            this.reads = new SmallReads(channel.config().getRecvByteBufAllocator());
            channel.config().setRecvByteBufAllocator(reads);
        }
    }

    ConnectionGuard(ConnectionLimits limits) {
        this.limits = limits;
        this.accepts = new TokenBucket(limits.all(), limits.acceptsPerSecond(), System.nanoTime());
    }

    /**
     * Most connections at a time; also the length of the accept queue, so that new connections do
     * not wait for long.
     */
    int places() {
        return limits.all();
    }

    ConnectionCounts counts() {
        return counts;
    }

    /** Handles each connection before any other handler; for the listening socket. */
    @Sharable
    final class AtTheDoor extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            var channel = (Channel) accepted;
            boolean isThere = channel.remoteAddress() instanceof InetSocketAddress;
            if (isThere && accept(channel)) {
                channel.pipeline().addLast(Flushes.together(), new FirstCall());
                context.fireChannelRead(channel);
            } else {
                channel.unsafe().closeForcibly();
            }
            if (context.channel().config().isAutoRead() && isTooFast()) {
                pause(context);
            }
        }
    }

    /** Closes a connection that makes no call. */
    private final class FirstCall extends ChannelInboundHandlerAdapter {
        private Future<?> expiry;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            expiry =
                    context.executor()
                            .schedule(
                                    () -> expire(context.channel()),
                                    limits.firstCallMillis(),
                                    TimeUnit.MILLISECONDS);
            context.fireChannelActive();
        }

        /** Forgets a closed connection at once instead of at its timeout. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            expiry.cancel(false);
            context.fireChannelInactive();
        }
    }

    private synchronized boolean isTooFast() {
        return !accepts.take(System.nanoTime()) || going >= MOST_GOING;
    }

    /**
     * Lets new connections wait in the system's queue, so that existing ones are not slowed down.
     */
    private void pause(ChannelHandlerContext listening) {
        listening.channel().config().setAutoRead(false);
        listening
                .executor()
                .schedule(
                        () -> {
                            if (going() < MOST_GOING) {
                                listening.channel().config().setAutoRead(true);
                            } else {
                                pause(listening);
                            }
                        },
                        Math.max(1, 1_000L * BATCH / limits.acceptsPerSecond()),
                        TimeUnit.MILLISECONDS);
    }

    private synchronized int going() {
        return going;
    }

    private synchronized boolean accept(Channel channel) {
        counts.add(Event.ACCEPTED);
        Remote remote = Remote.of(channel);
        Map<Remote, Entry> same = byAddress.getOrDefault(remote.address(), Map.of());
        boolean hasPlace = same.size() < limits.perAddress() || evict(same.values().iterator());
        hasPlace &=
                open.size() < limits.all()
                        || evict(unauthenticated.values().iterator())
                        || evict(unregistered.values().iterator());
        if (!hasPlace) {
            counts.add(Event.REFUSED);
            log.say(
                    "no place for a connection of "
                            + remote
                            + ": all places belong to workers and observers");
            return false;
        }
        var entry = new Entry(remote, channel);
        open.put(remote, entry);
        addUnauthenticated(entry);
        counts.open = open.size();
        channel.closeFuture().addListener(closed -> closed(entry));
        return true;
    }

    private boolean evict(Iterator<Entry> oldestFirst) {
        if (!oldestFirst.hasNext()) {
            return false;
        }
        Entry oldest = oldestFirst.next();
        counts.add(Event.EVICTED);
        log.say(
                "closing unauthenticated connections to make room for others, here that of "
                        + oldest.remote);
        forget(oldest);
        going++;
        oldest.isGoing = true;
        oldest.channel.close();
        return true;
    }

    private synchronized void expire(Channel channel) {
        Entry entry = open.get(Remote.of(channel));
        if (entry != null && entry.channel == channel && !entry.hasCalled) {
            counts.add(Event.SILENT);
            channel.close();
        }
    }

    private synchronized void closed(Entry entry) {
        forget(entry);
        going -= entry.isGoing ? 1 : 0;
    }

    private void forget(Entry entry) {
        open.remove(entry.remote, entry);
        settle(entry);
        counts.open = open.size();
    }

    private void addUnauthenticated(Entry entry) {
        unauthenticated.put(entry.remote, entry);
        byAddress
                .computeIfAbsent(entry.remote.address(), address -> new LinkedHashMap<>())
                .put(entry.remote, entry);
    }

    private void settle(Entry entry) {
        unregistered.remove(entry.remote, entry);
        unauthenticated.remove(entry.remote, entry);
        Map<Remote, Entry> same = byAddress.get(entry.remote.address());
        if (same != null && same.remove(entry.remote, entry) && same.isEmpty()) {
            byAddress.remove(entry.remote.address());
        }
    }

    /** The connection has made a call with a token. */
    synchronized void called(SocketAddress there) {
        Entry entry = open.get(Remote.of(there));
        if (entry != null && !entry.hasCalled) {
            entry.hasCalled = true;
            entry.reads.end();
            settle(entry);
            unregistered.put(entry.remote, entry);
        }
    }

    /** The connection uses another protocol, and is closed. */
    synchronized void foreign(SocketAddress there) {
        Entry entry = open.get(Remote.of(there));
        if (entry != null) {
            counts.add(Event.FOREIGN);
            entry.hasCalled = true;
            entry.channel.close();
        }
    }

    /** The connection was reset, or is being closed because its other end violates HTTP/2. */
    void broken(SocketAddress there, Throwable why) {
        counts.add(Event.BROKEN);
        String reason = String.valueOf(why.getMessage()).replaceAll("\\p{Cntrl}", "?");
        breaks.say(
                "the connection of "
                        + Remote.of(there)
                        + " was reset or violates HTTP/2: "
                        + reason.substring(0, Math.min(MOST_REASON, reason.length())));
    }

    /** The connection has sent too much of something, and is being closed for that. */
    void abused(SocketAddress there, String what) {
        counts.add(Event.ABUSED);
        abuse.say("closing the connection of " + Remote.of(there) + ": too many " + what);
    }

    /** Protects a connection from being closed to make room. */
    synchronized void keep(SocketAddress there) {
        Entry entry = open.get(Remote.of(there));
        if (entry != null) {
            settle(entry);
        }
    }

    /** Ends the protection of a connection, if it still exists. */
    synchronized void release(SocketAddress there) {
        Entry entry = open.get(Remote.of(there));
        if (entry != null) {
            unregistered.put(entry.remote, entry);
        }
    }
}
