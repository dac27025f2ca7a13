package bft.server.web;

import bft.server.session.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The secret that opens the operator's port, from a file that may change. */
public final class OperatorToken {
    private static final String BEARER = "Bearer ";
    private static final long MAX_BYTES = 2L * Tokens.MAX_LENGTH;
    private static final String ADVICE =
            " printable ASCII characters without blanks; `openssl rand -hex 32` makes one";

    private final Path file;
    private volatile String hash;

    private OperatorToken(Path file) throws IOException {
        this.file = file;
        refresh();
    }

    /**
     * Reads the token.
     *
     * @throws IOException with the file that is wrong
     */
    public static OperatorToken open(Path file) throws IOException {
        return new OperatorToken(file);
    }

    /**
     * Reads it again.
     *
     * @throws IOException with the file that is wrong; then the token stays what it was
     */
    public void refresh() throws IOException {
        hash = Tokens.hash(read(file));
    }

    /**
     * The header with which an operator shows the token in a file.
     *
     * @throws IOException with the file that is wrong
     */
    public static String header(Path file) throws IOException {
        return BEARER + read(file);
    }

    private static String read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            throw new IOException(file + ": must be a file with a token");
        }
        String token = Files.readString(file).strip();
        if (token.length() < Tokens.MIN_LENGTH || !Tokens.isPrintable(token)) {
            throw new IOException(
                    file + ": must have one token of at least " + Tokens.MIN_LENGTH + ADVICE);
        }
        return token;
    }

    /** Whether a request with this header may be answered. */
    boolean admits(String authorization) {
        return authorization != null
                && authorization.startsWith(BEARER)
                && authorization.length() <= BEARER.length() + Tokens.MAX_LENGTH
                && Tokens.areEqual(hash, Tokens.hash(authorization.substring(BEARER.length())));
    }
}
