package bft.server;

import bft.worker.tls.ClientTls;
import bft.worker.tls.PemIdentity;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

/** An authority that signs certificates into PEM files of a directory. */
final class TestAuthority {
    private static final Map<PemIdentity.Files, X509Bundle> MADE = new ConcurrentHashMap<>();

    private final Path directory;
    private final X509Bundle root;
    final Path certificate;

    /**
     * @param name of its own certificate's file, without the ending
     */
    TestAuthority(Path directory, String name) {
        this.directory = directory;
        try {
            root =
                    new CertificateBuilder()
                            .ecp256()
                            .subject("CN=" + name)
                            .setIsCertificateAuthority(true)
                            .buildSelfSigned();
            certificate =
                    Files.writeString(
                            directory.resolve(name + ".pem"), root.getRootCertificatePEM());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs for these names: DNS names, or URIs if they have a colon. */
    PemIdentity.Files sign(String file, String... names) {
        return sign(file, Instant.now().plus(Duration.ofDays(2)), names);
    }

    PemIdentity.Files sign(String file, Instant notAfter, String... names) {
        try {
            var builder =
                    new CertificateBuilder()
                            .ecp256()
                            .subject("CN=" + file)
                            .notBefore(Instant.now().minus(Duration.ofDays(2)))
                            .notAfter(notAfter);
            for (String name : names) {
                if (name.matches("[0-9.]+")) {
                    builder.addSanIpAddress(name);
                } else if (name.contains(":")) {
                    builder.addSanUriName(name);
                } else {
                    builder.addSanDnsName(name);
                }
            }
            X509Bundle made = builder.buildIssuedBy(root);
            var files =
                    new PemIdentity.Files(
                            directory.resolve(file + ".pem"), directory.resolve(file + ".key"));
            Files.writeString(files.certificate(), made.getCertificatePEM());
            Files.writeString(files.key(), made.getPrivateKeyPEM());
            MADE.put(files, made);
            return files;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server's. */
    PemIdentity.Files signServer(String file) {
        return sign(file, "localhost", "127.0.0.1");
    }

    /** Of a client that believes this authority. */
    ClientTls client(Optional<PemIdentity.Files> own) throws IOException {
        return ClientTls.open(new ClientTls.Trust(Optional.of(certificate), Optional.empty()), own);
    }

    /**
     * A connection that believes everyone and shows this certificate, whether or not the server
     * will like it. By TLS 1.2, where the server's answer is part of the handshake.
     */
    static SSLSocket connect(int port, Optional<PemIdentity.Files> own) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys =
                    own.map(MADE::get)
                            .map(bundle -> new KeyManager[] {new Showing(bundle)})
                            .orElse(new KeyManager[0]);
            context.init(keys, new TrustManager[] {new Trusting()}, new SecureRandom());
            var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
            var parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.2"});
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static final class Showing extends X509ExtendedKeyManager {
        private final X509Bundle own;

        Showing(X509Bundle own) {
            this.own = own;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "own";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return own.getCertificatePath();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return own.getKeyPair().getPrivate();
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return "none";
        }
    }
}
