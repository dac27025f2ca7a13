package bft.server.config;

import static bft.server.config.ServerSettings.ADMIN_TLS_CERTIFICATE;
import static bft.server.config.ServerSettings.ADMIN_TLS_KEY;
import static bft.server.config.ServerSettings.ADMIN_TOKEN_FILE;
import static bft.server.config.ServerSettings.ALLOW_REMOTE_PLAINTEXT;
import static bft.server.config.ServerSettings.CREATE_TOKENS;
import static bft.server.config.ServerSettings.IDENTITY;
import static bft.server.config.ServerSettings.STRICT_TOKENS;
import static bft.server.config.ServerSettings.TLS_CLIENT_CA;
import static bft.server.config.ServerSettings.TOKENS;
import static bft.server.config.ServerSettings.WORKERS;
import static bft.worker.settings.WorkerSettings.TLS_CERTIFICATE;
import static bft.worker.settings.WorkerSettings.TLS_KEY;

import bft.server.session.Authenticator;
import bft.server.session.Identification;
import bft.server.session.TokenFiles;
import bft.server.session.TokenStore;
import bft.server.tls.ServerTls;
import bft.server.web.OperatorToken;
import bft.worker.config.SettingValues;
import bft.worker.tls.PemIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Who may call the server, and how its ports are protected, as given by the operator. */
record SecurityOptions(SettingValues values) {
    /**
     * Reads certificates, keys and the operator's token.
     *
     * @throws IllegalArgumentException if options contradict each other
     * @throws IOException with the file that is wrong
     */
    Protection protection() throws IOException {
        Optional<PemIdentity.Files> workers =
                PemIdentity.Files.of(
                        "--tls-certificate and --tls-key",
                        values.find(TLS_CERTIFICATE),
                        values.find(TLS_KEY));
        Optional<PemIdentity.Files> operator =
                PemIdentity.Files.of(
                        "--admin-tls-certificate and --admin-tls-key",
                        values.find(ADMIN_TLS_CERTIFICATE),
                        values.find(ADMIN_TLS_KEY));
        Optional<Path> clients = values.find(TLS_CLIENT_CA);
        requireSense(workers.isPresent(), clients.isPresent());
        Optional<Path> token = values.find(ADMIN_TOKEN_FILE);
        return new Protection(
                workers.isPresent()
                        ? Optional.of(ServerTls.open(workers.get(), clients))
                        : Optional.empty(),
                operator.isPresent()
                        ? Optional.of(ServerTls.open(operator.get(), Optional.empty()))
                        : Optional.empty(),
                token.isPresent() ? Optional.of(OperatorToken.open(token.get())) : Optional.empty(),
                values.get(ALLOW_REMOTE_PLAINTEXT));
    }

    private void requireSense(boolean hasTls, boolean asksClients) {
        if (asksClients && !hasTls) {
            throw new IllegalArgumentException(
                    "--tls-client-ca needs --tls-certificate and --tls-key");
        }
        boolean looksAtCertificates = values.get(IDENTITY) != Identification.TOKEN;
        if (looksAtCertificates && !asksClients) {
            throw new IllegalArgumentException(
                    "--identity " + values.get(IDENTITY) + " needs --tls-client-ca");
        }
        if (!looksAtCertificates && asksClients) {
            throw new IllegalArgumentException(
                    "--identity token does not look at certificates, so --tls-client-ca would do"
                            + " nothing: leave it out, or take --identity both");
        }
    }

    /**
     * Reads who may call.
     *
     * @param listening where, if that is known
     * @param warnings receives what other users can read or change
     */
    Authenticator authenticator(Optional<Endpoints> listening, Consumer<String> warnings)
            throws IOException {
        Identification identity = values.get(IDENTITY);
        int n = values.get(WORKERS);
        Optional<Path> tokens = values.find(TOKENS);
        if (tokens.isEmpty() && identity != Identification.CERTIFICATE) {
            throw new IllegalArgumentException("--tokens is required");
        }
        if (tokens.isPresent() && values.get(CREATE_TOKENS)) {
            TokenFiles.createMissing(tokens.get(), n, new SecureRandom());
        }
        Authenticator.Source source =
                tokens.isPresent()
                        ? TokenStore.open(tokens.get(), n, identity != Identification.CERTIFICATE)
                        : Authenticator.onlySlots(n);
        requireUnexposed(tokens, n, listening, warnings);
        return new Authenticator(identity, source, InstantSource.system());
    }

    private void requireUnexposed(
            Optional<Path> tokens, int n, Optional<Endpoints> listening, Consumer<String> warnings)
            throws IOException {
        List<String> exposed = new ArrayList<>();
        if (tokens.isPresent()) {
            TokenFiles.exposed(tokens.get(), n).ifPresent(exposed::add);
        }
        for (var secret : List.of(TLS_KEY, ADMIN_TLS_KEY, ADMIN_TOKEN_FILE)) {
            Optional<Path> file = values.find(secret);
            if (file.isPresent()) {
                TokenFiles.exposed(file.get()).ifPresent(exposed::add);
            }
        }
        boolean strict = values.get(STRICT_TOKENS);
        if (!exposed.isEmpty() && (strict || !listening.map(Endpoints::isLoopback).orElse(true))) {
            String why = strict ? "" : "; on other addresses than loopback this is an error";
            throw new IllegalArgumentException(String.join("\n", exposed) + why);
        }
        exposed.forEach(warnings);
    }
}
