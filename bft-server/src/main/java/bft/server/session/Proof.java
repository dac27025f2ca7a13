package bft.server.session;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a caller shows: a token, a certificate, or both.
 *
 * @param sha256 of the token; empty if there is none
 * @param certificate of the connection, which TLS has verified
 */
public record Proof(Optional<String> sha256, Optional<Certificate> certificate) {

    /** Shown by somebody who shows nothing. */
    public static final Proof NONE = new Proof(Optional.empty(), Optional.empty());

    /**
     * A certificate as far as it identifies its holder.
     *
     * @param names the alternative names of the subject that are DNS names or URIs
     */
    public record Certificate(List<String> names, Instant notAfter) {
        private static final int DNS = 2;
        private static final int URI = 6;

        public static Certificate of(X509Certificate verified) {
            List<String> names = new ArrayList<>();
            try {
                Collection<List<?>> all = verified.getSubjectAlternativeNames();
                for (List<?> name : all == null ? List.<List<?>>of() : all) {
                    int type = (Integer) name.get(0);
                    if (type == DNS || type == URI) {
                        names.add((String) name.get(1));
                    }
                }
            } catch (CertificateParsingException unreadable) {
                names.clear();
            }
            return new Certificate(List.copyOf(names), verified.getNotAfter().toInstant());
        }
    }

    /** The same certificate with this token; one that is too long is not even hashed. */
    public Proof with(Optional<String> token) {
        return new Proof(
                token.filter(text -> text.length() <= Tokens.MAX_LENGTH).map(Tokens::hash),
                certificate);
    }
}
