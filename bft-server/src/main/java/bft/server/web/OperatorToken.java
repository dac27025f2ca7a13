package bft.server.web;

import bft.server.session.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The secret that opens the operator's port, from a file that may change. */
public final class OperatorToken {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";
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

    /** Whether a request with this header shows the token as a program does. */
    boolean admitsProgram(String authorization) {
        return authorization != null
                && authorization.startsWith(BEARER)
                && isToken(authorization.substring(BEARER.length()));
    }

    /** Whether it shows the token as a browser does: as a password, of any user. */
    boolean admitsBrowser(String authorization) {
        if (authorization == null
                || !authorization.startsWith(BASIC)
                || authorization.length() > BASIC.length() + 2 * Tokens.MAX_LENGTH) {
            return false;
        }
        try {
            byte[] shown = Base64.getDecoder().decode(authorization.substring(BASIC.length()));
            String text = new String(shown, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon >= 0 && isToken(text.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private boolean isToken(String shown) {
        return shown.length() <= Tokens.MAX_LENGTH && Tokens.areEqual(hash, Tokens.hash(shown));
    }
}
