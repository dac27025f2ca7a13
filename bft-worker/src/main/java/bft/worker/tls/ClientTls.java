package bft.worker.tls;

import bft.worker.config.OneLine;
import io.vertx.core.http.HttpClientOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of a worker: whom it believes to be the server, and who it is itself. Files are read for each
 * connection; if one cannot be, the connection uses what was read last.
 */
public final class ClientTls {
    private static final Logger LOG = LoggerFactory.getLogger(ClientTls.class);

    private final Trust trust;
    private final Optional<PemIdentity.Files> files;
    private Optional<PemAuthorities> authorities = Optional.empty();
    private Optional<PemIdentity> identity = Optional.empty();

    /**
     * Whom to believe.
     *
     * @param file certificates in PEM
     * @param pem the same as text; with neither, the authorities of the system
     */
    public record Trust(Optional<Path> file, Optional<String> pem) {}

    private ClientTls(Trust trust, Optional<PemIdentity.Files> files) {
        this.trust = trust;
        this.files = files;
    }

    /**
     * Reads the files.
     *
     * @param own certificate and key, if the server asks for them
     * @throws IOException with the file that is wrong
     */
    public static ClientTls open(Trust trust, Optional<PemIdentity.Files> own) throws IOException {
        var tls = new ClientTls(trust, own);
        tls.read();
        return tls;
    }

    private void read() throws IOException {
        if (trust.file().isPresent()) {
            authorities = Optional.of(PemAuthorities.read(trust.file().get()));
        } else {
            authorities = trust.pem().map(PemAuthorities::new);
        }
        if (files.isPresent()) {
            identity = Optional.of(PemIdentity.read(files.get()));
        }
    }

    /** Whether it has a certificate of its own. */
    public boolean hasIdentity() {
        return files.isPresent();
    }

    /** Makes a connection use TLS. */
    public synchronized void applyTo(HttpClientOptions options) {
        try {
            read();
        } catch (IOException e) {
            LOG.warn("{}: going on with what was read before", OneLine.of(e));
        }
        options.setSsl(true)
                .setUseAlpn(true)
                .setVerifyHost(true)
                .setEnabledSecureTransportProtocols(TlsEngine.protocols())
                .setSslEngineOptions(TlsEngine.best());
        authorities.ifPresent(known -> options.setTrustOptions(known.options()));
        identity.ifPresent(own -> options.setKeyCertOptions(own.options()));
    }
}
