package bft.server.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Signatures of audit logs with Ed25519, and the keys for them in PEM files, as OpenSSL writes. */
final class AuditKeys {
    private static final String ALGORITHM = "Ed25519";
    private static final int MOST_BYTES = 10_000;
    private static final Pattern PEM =
            Pattern.compile("(?s).*-----BEGIN (PRIVATE|PUBLIC) KEY-----(.*?)-----END .*");

    private AuditKeys() {}

    /**
     * @throws IOException naming the file, if it is not such a key
     */
    static PrivateKey privateKey(Path file) throws IOException {
        try {
            byte[] encoded = read(file, "PRIVATE");
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw bad(file, "PRIVATE");
        }
    }

    /**
     * @throws IOException naming the file, if it is not such a key
     */
    static PublicKey publicKey(Path file) throws IOException {
        try {
            byte[] encoded = read(file, "PUBLIC");
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw bad(file, "PUBLIC");
        }
    }

    private static byte[] read(Path file, String kind) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw bad(file, kind);
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Matcher pem = PEM.matcher(text);
        if (!pem.matches() || !pem.group(1).equals(kind)) {
            throw bad(file, kind);
        }
        return Base64.getMimeDecoder().decode(pem.group(2));
    }

    private static IOException bad(Path file, String kind) {
        return new IOException(
                file + ": must be an Ed25519 key in PEM form, BEGIN " + kind + " KEY");
    }

    /** Signs the chain up to a line. */
    static String sign(PrivateKey key, long line, String previous) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(signed(line, previous));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the audit log cannot be signed", e);
        }
    }

    /** Whether this is the signature of the chain up to a line. */
    static boolean isSigned(PublicKey key, long line, String previous, String signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(signed(line, previous));
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (SignatureException | IllegalArgumentException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 signatures cannot be checked", e);
        }
    }

    private static byte[] signed(long line, String previous) {
        return ("bft-audit " + line + " " + previous).getBytes(StandardCharsets.US_ASCII);
    }
}
