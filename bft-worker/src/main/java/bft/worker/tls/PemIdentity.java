package bft.worker.tls;

import bft.spec.BadArgument;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate with its key. Both files are replaced one after the other, so that for a moment
 * they do not fit: such a pair is refused here and never used.
 *
 * @param notAfter when the certificate expires
 */
public record PemIdentity(PemFile certificate, PemFile key, Instant notAfter) {
    private static final Pattern PKCS8 =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** The names of the two files. */
    public record Files(Path certificate, Path key) {
        /**
         * @param certificate the one option, as given
         * @param key the other, without which it is of no use
         * @throws IllegalArgumentException if only one is given
         */
        public static Optional<Files> of(
                String options, Optional<Path> certificate, Optional<Path> key) {
            BadArgument.when(certificate.isPresent() != key.isPresent())
                    .because("%s go together: give both or neither", options);
            return certificate.map(file -> new Files(file, key.orElseThrow()));
        }
    }

    /**
     * Reads and checks both.
     *
     * @throws IOException with the file that cannot be read, is no PEM, is not valid now, or does
     *     not fit the other
     */
    public static PemIdentity read(Files files) throws IOException {
        PemFile certificate = PemFile.read(files.certificate());
        PemFile key = PemFile.read(files.key());
        X509Certificate own = certificate.certificates().get(0);
        Instant notAfter = own.getNotAfter().toInstant();
        Instant now = Instant.now();
        if (now.isAfter(notAfter)) {
            throw certificate.wrong("the certificate has expired on " + notAfter);
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw certificate.wrong(
                    "the certificate is valid only from " + own.getNotBefore().toInstant());
        }
        try {
            if (!fit(privateKey(key, own.getPublicKey().getAlgorithm()), own.getPublicKey())) {
                throw key.wrong("is not the key of the certificate in " + files.certificate());
            }
        } catch (GeneralSecurityException e) {
            throw key.wrong("is not the key of the certificate in " + files.certificate());
        }
        return new PemIdentity(certificate, key, notAfter);
    }

    private static PrivateKey privateKey(PemFile key, String algorithm)
            throws IOException, GeneralSecurityException {
        Matcher pem = PKCS8.matcher(key.text());
        if (!pem.find()) {
            throw key.wrong(
                    "must be a private key in PKCS#8 without a password, which begins with 'BEGIN"
                            + " PRIVATE KEY': `openssl pkcs8 -topk8 -nodes -in OLD -out NEW` makes"
                            + " one");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static boolean fit(PrivateKey secret, PublicKey known) throws GeneralSecurityException {
        String algorithm =
                switch (known.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> known.getAlgorithm();
                };
        byte[] sample = algorithm.getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(sample);
        byte[] signed = signature.sign();
        signature.initVerify(known);
        signature.update(sample);
        return signature.verify(signed);
    }

    /** For Vert.x. */
    public PemKeyCertOptions options() {
        return new PemKeyCertOptions().setCertValue(certificate.buffer()).setKeyValue(key.buffer());
    }

    /** Does not show the key. */
    @Override
    public String toString() {
        return "PemIdentity[" + certificate.file() + "]";
    }
}
