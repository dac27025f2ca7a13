package bft.worker;

import static bft.worker.settings.WorkerSettings.TLS;
import static bft.worker.settings.WorkerSettings.TLS_CA;
import static bft.worker.settings.WorkerSettings.TLS_CERTIFICATE;
import static bft.worker.settings.WorkerSettings.TLS_KEY;
import static bft.worker.settings.WorkerSettings.TOKEN;
import static bft.worker.settings.WorkerSettings.TOKEN_FILE;

import bft.spec.BadArgument;
import bft.worker.client.Access;
import bft.worker.client.Credential;
import bft.worker.config.OneLine;
import bft.worker.config.SettingValues;
import bft.worker.tls.ClientTls;
import bft.worker.tls.PemIdentity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/** How a worker's settings say who it is and whom it trusts. */
public final class WorkerAccess {
    private WorkerAccess() {}

    /**
     * Reads the files.
     *
     * @param err receives warnings
     * @throws IllegalArgumentException with what is missing or wrong
     */
    public static Access of(SettingValues values, PrintWriter err) {
        Optional<PemIdentity.Files> own =
                PemIdentity.Files.of(
                        "--tls-certificate and --tls-key",
                        values.find(TLS_CERTIFICATE),
                        values.find(TLS_KEY));
        Optional<Credential> given = token(values, own.isPresent(), err).map(Credential::parse);
        return new Access(given.map(Credential::token), tls(values, given, own));
    }

    /**
     * For a token alone, as {@code bft-server enrol} prints it: TLS if the server's certificate
     * authority is in it, else plain text.
     *
     * @throws IllegalArgumentException if it is no token
     */
    public static Access ofToken(String token) {
        Credential given = Credential.parse(token);
        return new Access(
                Optional.of(given.token()), given.authority().map(WorkerAccess::trusting));
    }

    private static ClientTls trusting(String authority) {
        try {
            var trust = new ClientTls.Trust(Optional.empty(), Optional.of(authority));
            return ClientTls.open(trust, Optional.empty());
        } catch (IOException e) {
            throw new IllegalArgumentException(OneLine.of(e), e);
        }
    }

    private static Optional<String> token(
            SettingValues values, boolean hasCertificate, PrintWriter err) {
        boolean isTwice = values.has(TOKEN) && values.has(TOKEN_FILE);
        boolean isMissing = !values.has(TOKEN) && !values.has(TOKEN_FILE) && !hasCertificate;
        BadArgument.when(isTwice || isMissing)
                .because(
                        "give either --token-file or --token, or --tls-certificate with --tls-key");
        try {
            Optional<Path> file = values.find(TOKEN_FILE);
            return file.isPresent()
                    ? Optional.of(TokenFile.read(file.get(), err))
                    : values.find(TOKEN);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the token file: " + OneLine.of(e), e);
        }
    }

    private static Optional<ClientTls> tls(
            SettingValues values, Optional<Credential> given, Optional<PemIdentity.Files> own) {
        Optional<Path> ca = values.find(TLS_CA);
        Optional<String> pem = given.flatMap(Credential::authority);
        if (ca.isEmpty() && pem.isEmpty() && own.isEmpty() && !values.get(TLS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ClientTls.open(new ClientTls.Trust(ca, pem), own));
        } catch (IOException e) {
            throw new IllegalArgumentException(OneLine.of(e), e);
        }
    }
}
