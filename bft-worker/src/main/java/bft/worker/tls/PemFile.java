package bft.worker.tls;

import bft.worker.config.OneLine;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A file of certificates or of a key.
 *
 * @param text its content
 */
record PemFile(Path file, String text) {
    private static final long MAX_BYTES = 1 << 20;

    static PemFile read(Path file) throws IOException {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new IOException(file + ": has " + size + " bytes, at most " + MAX_BYTES);
            }
            return new PemFile(file, Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (FileSystemException e) {
            throw new IOException(file + ": cannot be read: " + OneLine.reason(e), e);
        }
    }

    /** Its certificates, at least one. */
    List<X509Certificate> certificates() throws IOException {
        try {
            List<X509Certificate> found = certificates(text);
            if (found.isEmpty()) {
                throw new IOException(file + ": has no certificate in PEM");
            }
            return found;
        } catch (CertificateException e) {
            throw new IOException(file + ": is no certificate in PEM: " + OneLine.reason(e), e);
        }
    }

    private static List<X509Certificate> certificates(String text) throws CertificateException {
        var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
        return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    Buffer buffer() {
        return Buffer.buffer(text, StandardCharsets.ISO_8859_1.name());
    }

    IOException wrong(String why) {
        return new IOException(file + ": " + why);
    }
}
