package bft.experiments.chaos;

import bft.server.session.Enrolments;
import bft.worker.tls.ClientTls;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The tokens of a job and the certificate of its server, which are replaced while it runs. */
final class Credentials {
    private static final Duration OVERLAP = Duration.ofSeconds(5);
    private static final Duration DAY = Duration.ofDays(1);

    final Path certificate;
    final Path key;
    private final Path authority;
    private final Path tokens;
    private final X509Bundle root;
    private final SecureRandom random = new SecureRandom();

    Credentials(Path directory, Path tokens) throws Exception {
        this.tokens = tokens;
        this.certificate = directory.resolve("server.pem");
        this.key = directory.resolve("server.key");
        this.root =
                new CertificateBuilder()
                        .ecp256()
                        .subject("CN=authority")
                        .setIsCertificateAuthority(true)
                        .buildSelfSigned();
        this.authority =
                Files.writeString(directory.resolve("ca.pem"), root.getRootCertificatePEM());
        replaceCertificate();
    }

    /** Gives the server another certificate and key. */
    void replaceCertificate() throws Exception {
        X509Bundle made =
                new CertificateBuilder()
                        .ecp256()
                        .subject("CN=server")
                        .notBefore(Instant.now().minus(DAY))
                        .notAfter(Instant.now().plus(DAY))
                        .addSanDnsName("localhost")
                        .addSanIpAddress("127.0.0.1")
                        .buildIssuedBy(root);
        Files.writeString(certificate, made.getCertificatePEM());
        Files.writeString(key, made.getPrivateKeyPEM());
    }

    /** Gives a worker another token, beside which the earlier one is good for some seconds. */
    String replaceToken(int worker) throws IOException {
        Instant now = Instant.now();
        var wanted =
                new Enrolments.Wanted(
                        "worker-" + worker,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(now.plus(DAY)),
                        true,
                        OVERLAP);
        return new Enrolments(tokens, now).enrol(wanted, random).token();
    }

    ClientTls client() throws IOException {
        return ClientTls.open(
                new ClientTls.Trust(Optional.of(authority), Optional.empty()), Optional.empty());
    }
}
