package bft.server.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;

/**
 * Vert.x's own transport, with a handler at the listening socket: the only place where Vert.x gives
 * access to a connection before it has sent the HTTP preface.
 */
final class GuardedTransport implements Transport, io.vertx.core.transport.Transport {
    private final Transport nio = io.vertx.core.transport.Transport.NIO.implementation();
    private final ChannelHandler guard;

    GuardedTransport(ChannelHandler guard) {
        this.guard = guard;
    }

    @Override
    public void configure(
            NetServerOptions options, boolean isDomainSocket, ServerBootstrap bootstrap) {
        nio.configure(options, isDomainSocket, bootstrap);
        bootstrap.handler(guard);
    }

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public Throwable unavailabilityCause() {
        throw new IllegalStateException("it is available");
    }

    @Override
    public Transport implementation() {
        return this;
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return nio.ioHandlerFactory();
    }

    @Override
    public DatagramChannel datagramChannel() {
        return nio.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // Required by the interface of Vert.x.
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return nio.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean isDomainSocket) {
        return nio.channelFactory(isDomainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean isDomainSocket) {
        return nio.serverChannelFactory(isDomainSocket);
    }
}
