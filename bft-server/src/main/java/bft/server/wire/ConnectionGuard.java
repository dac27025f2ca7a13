package bft.server.wire;

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
 * said anything. Whoever makes no call with a token in a few seconds goes. When there is no place
 * left, unauthenticated make room: of the same address if that has its share, else of any, the
 * oldest first. Then those with a token but no slot do; a registered worker or an observer never
 * does. Who comes too fast waits with the system, which queues it. Each step costs the same,
 * whatever their number.
 */
final class ConnectionGuard {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);

    /** Connections that may be on their way out, for whom others came in. */
    private static final int MOST_GOING = 32;

    /** Connections that are accepted each second in the long run, beside a burst of all places. */
    private static final int ACCEPTS_PER_SECOND = 200;

    /** What Netty accepts at a time, and how long that lasts. */
    private static final int BATCH = 16;

    private static final long PAUSE_MILLIS = 1_000 * BATCH / ACCEPTS_PER_SECOND;

    private final ConnectionLimits limits;
    private final ConnectionCounts counts = new ConnectionCounts();
    private final SparseLog log = new SparseLog(LOG::warn, System::nanoTime);
    private final Map<Remote, Entry> open = new HashMap<>();

    /** Those without a call with a token, the oldest first: in all and by address. */
    private final Map<Remote, Entry> unauthenticated = new LinkedHashMap<>();

    private final Map<String, Map<Remote, Entry>> byAddress = new HashMap<>();

    /**
     * Those with one that are neither a registered worker's nor an observer's, the oldest first.
     */
    private final Map<Remote, Entry> unregistered = new LinkedHashMap<>();

    /** Connections that have had to make room and are not closed yet. */
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
        boolean hasCalled;

        /** Had to make room, and is not closed yet. */
        boolean isGoing;

        Entry(Remote remote, Channel channel) {
            this.remote = remote;
            this.channel = channel;
        }
    }

    ConnectionGuard(ConnectionLimits limits) {
        this.limits = limits;
        this.accepts = new TokenBucket(limits.all(), ACCEPTS_PER_SECOND, System.nanoTime());
    }

    /** Connections at a time; no more need wait to be accepted, or newcomers wait for long. */
    int places() {
        return limits.all();
    }

    ConnectionCounts counts() {
        return counts;
    }

    /** Sees each connection before anyone else does; for the socket that listens. */
    @Sharable
    final class AtTheDoor extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            var channel = (Channel) accepted;
            boolean isThere = channel.remoteAddress() instanceof InetSocketAddress;
            if (isThere && accept(channel)) {
                channel.pipeline().addLast(new FirstCall());
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

        /** A connection that is gone is not held until it would have expired. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            expiry.cancel(false);
            context.fireChannelInactive();
        }
    }

    private synchronized boolean isTooFast() {
        return !accepts.take(System.nanoTime()) || going >= MOST_GOING;
    }

    /** Lets newcomers wait with the system, so that those who are in go on at their pace. */
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
                        PAUSE_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private synchronized int going() {
        return going;
    }

    private synchronized boolean accept(Channel channel) {
        counts.accepted.increment();
        Remote remote = Remote.of(channel);
        Map<Remote, Entry> same = byAddress.getOrDefault(remote.address(), Map.of());
        boolean hasPlace = same.size() < limits.perAddress() || evict(same.values().iterator());
        hasPlace &=
                open.size() < limits.all()
                        || evict(unauthenticated.values().iterator())
                        || evict(unregistered.values().iterator());
        if (!hasPlace) {
            counts.refused.increment();
            log.say("no place for a connection of " + remote + ": all are workers' and observers'");
            return false;
        }
        var entry = new Entry(remote, channel);
        open.put(remote, entry);
        makeStranger(entry);
        counts.open = open.size();
        channel.closeFuture().addListener(closed -> closed(entry));
        return true;
    }

    private boolean evict(Iterator<Entry> oldestFirst) {
        if (!oldestFirst.hasNext()) {
            return false;
        }
        Entry oldest = oldestFirst.next();
        counts.evicted.increment();
        log.say(
                "an unauthenticated connection makes room for others: that of "
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
            counts.silent.increment();
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

    private void makeStranger(Entry entry) {
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

    /** A call with a token has come. */
    synchronized void called(SocketAddress there) {
        Entry entry = open.get(Remote.of(there));
        if (entry != null && !entry.hasCalled) {
            entry.hasCalled = true;
            settle(entry);
            unregistered.put(entry.remote, entry);
        }
    }

    /** The connection speaks another protocol, and goes. */
    synchronized void foreign(SocketAddress there) {
        Entry entry = open.get(Remote.of(there));
        if (entry != null) {
            counts.foreign.increment();
            entry.hasCalled = true;
            entry.channel.close();
        }
    }

    /** Keeps a connection from having to make room. */
    synchronized void keep(SocketAddress there) {
        Entry entry = open.get(Remote.of(there));
        if (entry != null) {
            settle(entry);
        }
    }

    /** Lets a connection make room again, if it is still there. */
    synchronized void release(SocketAddress there) {
        Entry entry = open.get(Remote.of(there));
        if (entry != null) {
            unregistered.put(entry.remote, entry);
        }
    }
}
