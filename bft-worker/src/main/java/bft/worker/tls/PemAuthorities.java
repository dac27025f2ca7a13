package bft.worker.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Certificates whose signature is believed.
 *
 * @param pem at least one
 */
public record PemAuthorities(String pem) {
    /**
     * Reads and checks a file.
     *
     * @throws IOException with the file that cannot be read or has no certificate
     */
    public static PemAuthorities read(Path file) throws IOException {
        PemFile read = PemFile.read(file);
        read.certificates();
        return new PemAuthorities(read.text());
    }

    /** For Vert.x. */
    public PemTrustOptions options() {
        return new PemTrustOptions().addCertValue(Buffer.buffer(pem));
    }
}
