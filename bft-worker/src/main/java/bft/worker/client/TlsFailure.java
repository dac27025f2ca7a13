package bft.worker.client;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Tells a connection that TLS will never allow from one that was only lost. */
final class TlsFailure {
    private static final int DEPTH = 16;

    private TlsFailure() {}

    /** Why both ends do not agree; empty if the error has another reason, and may pass. */
    static Optional<String> reason(Throwable error) {
        return Stream.iterate(error, cause -> cause != null, Throwable::getCause)
                .limit(DEPTH)
                .flatMap(cause -> reasonOf(cause).stream())
                .reduce((outer, inner) -> inner);
    }

    private static Optional<String> reasonOf(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof CertificateException
                || cause instanceof CertPathBuilderException
                || cause instanceof CertPathValidatorException) {
            return Optional.of("TLS: the server's certificate is not trusted: " + message);
        }
        if (cause instanceof SSLException && message.contains("not an SSL/TLS record")) {
            return Optional.of("TLS: the server speaks plain text");
        }
        if (cause instanceof SSLException && message.contains("fatal alert")) {
            return Optional.of("TLS: the server refuses: " + message);
        }
        return Optional.empty();
    }
}
