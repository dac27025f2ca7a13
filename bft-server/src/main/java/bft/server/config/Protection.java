package bft.server.config;

import bft.server.tls.ServerTls;
import bft.server.web.OperatorToken;
import bft.worker.tls.TlsEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What protects the two ports.
 *
 * @param workers TLS of the workers' port; empty for plain text
 * @param operator TLS of the operator's port; empty for plain text
 * @param token that opens the operator's port; empty if anyone who reaches it may read
 * @param allowRemotePlaintext allows plain text on other hosts than loopback
 */
public record Protection(
        Optional<ServerTls> workers,
        Optional<ServerTls> operator,
        Optional<OperatorToken> token,
        boolean allowRemotePlaintext) {

    /** No TLS. */
    public static Protection plainText(boolean allowedOutsideLoopback) {
        return new Protection(
                Optional.empty(), Optional.empty(), Optional.empty(), allowedOutsideLoopback);
    }

    /** How connections are encrypted, in lines for the log. */
    public List<String> announcement() {
        List<String> lines = new ArrayList<>();
        if (workers.isPresent() || operator.isPresent()) {
            lines.add("TLS 1.3 and 1.2 by " + TlsEngine.name());
        }
        workers.ifPresent(
                tls ->
                        lines.add(
                                "workers' port: TLS%s, certificate valid until %s"
                                        .formatted(
                                                tls.isMutual() ? " with clients' certificates" : "",
                                                tls.notAfter())));
        operator.ifPresent(
                tls ->
                        lines.add(
                                "operator's port: TLS, certificate valid until " + tls.notAfter()));
        return lines;
    }
}
