package bft.server.tls;

import bft.worker.tls.PemAuthorities;
import bft.worker.tls.PemIdentity;
import bft.worker.tls.TlsEngine;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** TLS of one port, from files that may change. What was read last stays until there is better. */
public final class ServerTls {
    private final PemIdentity.Files files;
    private final Optional<Path> clientAuthorities;
    private Read current;

    private record Read(PemIdentity own, Optional<PemAuthorities> clients) {}

    private ServerTls(PemIdentity.Files files, Optional<Path> clientAuthorities)
            throws IOException {
        this.files = files;
        this.clientAuthorities = clientAuthorities;
        this.current = read();
    }

    /**
     * Reads the files.
     *
     * @param clientAuthorities who signs the clients' certificates; empty if none are asked for
     * @throws IOException with the file that is wrong
     */
    public static ServerTls open(PemIdentity.Files files, Optional<Path> clientAuthorities)
            throws IOException {
        return new ServerTls(files, clientAuthorities);
    }

    private Read read() throws IOException {
        Optional<PemAuthorities> clients =
                clientAuthorities.isPresent()
                        ? Optional.of(PemAuthorities.read(clientAuthorities.get()))
                        : Optional.empty();
        return new Read(PemIdentity.read(files), clients);
    }

    /** Whether clients are asked for a certificate. */
    public boolean isMutual() {
        return clientAuthorities.isPresent();
    }

    /** When the port's certificate expires. */
    public synchronized Instant notAfter() {
        return current.own().notAfter();
    }

    /**
     * What new connections are to use, if the files have changed.
     *
     * @throws IOException with the file that is wrong; then nothing changes
     */
    public synchronized Optional<ServerSSLOptions> refresh() throws IOException {
        Read read = read();
        if (read.equals(current)) {
            return Optional.empty();
        }
        current = read;
        return Optional.of(options());
    }

    /** Makes a port use TLS. */
    public synchronized void applyTo(HttpServerOptions options) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setEnabledSecureTransportProtocols(TlsEngine.protocols())
                .setSslEngineOptions(TlsEngine.best())
                .setClientAuth(clientAuth())
                .setKeyCertOptions(current.own().options());
        current.clients().ifPresent(known -> options.setTrustOptions(known.options()));
    }

    private ServerSSLOptions options() {
        var options =
                new ServerSSLOptions()
                        .setUseAlpn(true)
                        .setEnabledSecureTransportProtocols(TlsEngine.protocols())
                        .setClientAuth(clientAuth())
                        .setKeyCertOptions(current.own().options());
        current.clients().ifPresent(known -> options.setTrustOptions(known.options()));
        return options;
    }

    /** A client without a certificate is refused by its calls, so that it learns why. */
    private ClientAuth clientAuth() {
        return isMutual() ? ClientAuth.REQUEST : ClientAuth.NONE;
    }
}
