package bft.worker.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a worker is given as its token: the secret alone, or {@code bft1.SECRET.CERTIFICATE}, which
 * also has the certificate of whoever signed the server's, so that the worker needs nothing else.
 *
 * @param token the secret
 * @param authority the certificate in PEM; empty if it was not given
 */
public record Credential(String token, Optional<String> authority) {
    private static final Pattern BOTH = Pattern.compile("bft1\\.([0-9a-f]{64})\\.([A-Za-z0-9_-]+)");

    /**
     * Reads what a worker was given.
     *
     * @throws IllegalArgumentException if it has a certificate that is none
     */
    public static Credential parse(String text) {
        Matcher parts = BOTH.matcher(text);
        if (!parts.matches()) {
            return new Credential(text, Optional.empty());
        }
        try {
            byte[] der = Base64.getUrlDecoder().decode(parts.group(2));
            one(new ByteArrayInputStream(der));
            return new Credential(parts.group(1), Optional.of(pem(der)));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the token is damaged: its last part is no certificate; copy it again", e);
        }
    }

    /** Both as one text. */
    public static String text(String token, byte[] der) {
        return "bft1." + token + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(der);
    }

    /**
     * The one certificate in a file, encoded.
     *
     * @throws IOException with the file, if it cannot be read or has not exactly one
     */
    public static byte[] der(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return one(in).getEncoded();
        } catch (CertificateException e) {
            throw new IOException(file + ": must have one certificate: " + e.getMessage(), e);
        }
    }

    private static Certificate one(InputStream in)
            throws CertificateException, CertificateEncodingException {
        Collection<? extends Certificate> found =
                CertificateFactory.getInstance("X.509").generateCertificates(in);
        if (found.size() != 1) {
            throw new CertificateException("it has " + found.size());
        }
        return found.iterator().next();
    }

    private static String pem(byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
    }

    /** Does not show the secret. */
    @Override
    public String toString() {
        return "Credential[" + (authority.isPresent() ? "token and certificate]" : "token]");
    }
}
