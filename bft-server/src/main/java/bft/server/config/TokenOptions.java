package bft.server.config;

import bft.server.session.Authenticator;
import bft.server.session.TokenFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Who may vote, as an operator says it. */
final class TokenOptions {
    @Option(
            names = "--tokens",
            required = true,
            paramLabel = "DIR",
            description = "Directory with the files worker-0 to worker-(n-1) and observer.")
    Path tokens;

    @Option(names = "--create-tokens", description = "Make the tokens that are missing.")
    boolean createTokens;

    @Option(
            names = "--strict-tokens",
            description =
                    "Refuse token files that other users of this machine can read or change;"
                            + " otherwise there is a warning, on loopback.")
    boolean strictTokens;

    /**
     * Reads the tokens.
     *
     * @param isLoopback whether workers connect from this machine alone
     * @param warnings told what is not refused and should be mended
     * @throws IOException as {@link TokenFiles#read}
     * @throws IllegalArgumentException if others can read the tokens and that is refused
     */
    Authenticator authenticator(int workers, boolean isLoopback, Consumer<String> warnings)
            throws IOException {
        if (createTokens) {
            TokenFiles.createMissing(tokens, workers, new SecureRandom());
        }
        Authenticator authenticator = TokenFiles.read(tokens, workers);
        Optional<String> exposed = TokenFiles.exposed(tokens, workers);
        if (exposed.isPresent() && (strictTokens || !isLoopback)) {
            String why = strictTokens ? "" : "; outside loopback that is refused";
            throw new IllegalArgumentException(exposed.get() + why);
        }
        exposed.ifPresent(warnings);
        return authenticator;
    }
}
