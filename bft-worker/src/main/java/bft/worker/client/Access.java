package bft.worker.client;

import bft.spec.BadArgument;
import bft.worker.tls.ClientTls;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a worker reaches a server and shows who it is.
 *
 * @param token the worker's secret: 1 to 4,096 printable ASCII characters without blanks; empty if
 *     its certificate identifies it
 * @param tls empty for plain text
 */
public record Access(Optional<String> token, Optional<ClientTls> tls) {
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,4096}");

    /**
     * @throws IllegalArgumentException if the token is not one, or there is nothing to show
     */
    public Access {
        token.filter(text -> !TOKEN.matcher(text).matches())
                .ifPresent(
                        text -> {
                            throw BadArgument.of(
                                    "a token needs 1 to 4096 printable ASCII characters without blanks, got %s characters",
                                    text.length());
                        });
        BadArgument.when(token.isEmpty() && tls.filter(ClientTls::hasIdentity).isEmpty())
                .because("needs a token or a certificate");
    }

    /** Plain text, for loopback. */
    public static Access withToken(String token) {
        return new Access(Optional.of(token), Optional.empty());
    }

    /** Does not show the token. */
    @Override
    public String toString() {
        return "Access[" + (tls.isPresent() ? "TLS" : "plain text") + "]";
    }
}
