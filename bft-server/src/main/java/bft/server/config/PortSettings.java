package bft.server.config;

import static bft.worker.config.Role.SERVER;
import static bft.worker.config.Setting.of;
import static bft.worker.config.ValueType.count;
import static bft.worker.config.ValueType.flag;
import static bft.worker.config.ValueType.oneOf;
import static bft.worker.config.ValueType.path;
import static bft.worker.config.ValueType.text;
import static bft.worker.settings.WorkerSettings.TLS_CERTIFICATE;
import static bft.worker.settings.WorkerSettings.TLS_KEY;

import bft.aggregation.Limits;
import bft.server.session.Authenticator;
import bft.server.session.Identification;
import bft.server.session.TokenFiles;
import bft.server.session.TokenStore;
import bft.server.tls.ServerTls;
import bft.server.web.OperatorToken;
import bft.spec.BadArgument;
import bft.worker.config.Setting;
import bft.worker.config.SettingList;
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

/** Where the server listens, who may call it, and how its ports are protected. */
public final class PortSettings {
    private static final int MAX_PORT = 65_535;

    /** All of them. */
    public static final SettingList LIST = new SettingList();

    public static final Setting<String> HOST =
            LIST.add(
                    of("host", text("HOST"), SERVER).or("127.0.0.1"),
                    "Where workers connect: a name or an address, such as ::1.");

    public static final Setting<Integer> PORT =
            LIST.add(
                    of("port", count(0, MAX_PORT), SERVER).or(7070),
                    "Port for workers; 0 chooses a free one.");

    public static final Setting<String> ADMIN_HOST =
            LIST.add(
                    of("admin-host", text("HOST"), SERVER).or("127.0.0.1"),
                    "Address of the operator's port, for /metrics and /health.");

    public static final Setting<Integer> ADMIN_PORT =
            LIST.add(
                    of("admin-port", count(0, MAX_PORT), SERVER).or(7071),
                    "Operator's port, for /metrics and /health; 0 chooses a free one.");

    public static final Setting<Boolean> ALLOW_REMOTE_PLAINTEXT =
            LIST.add(
                    of("allow-remote-plaintext", flag(), SERVER).or(false),
                    """
                    Allow plain text on other addresses than loopback, where anyone on the network path can
                    read tokens and push as any worker.""");

    public static final Setting<Path> TOKENS =
            LIST.add(
                    of("tokens", path("DIR"), SERVER),
                    """
                    Directory of tokens: files worker-0 to worker-(n-1) and observer, and who was added by
                    bft-server enrol. It is read again when it changes. Required, unless certificates
                    identify workers.""");

    public static final Setting<Boolean> CREATE_TOKENS =
            LIST.add(
                    of("create-tokens", flag(), SERVER).or(false),
                    "Create the token files that are missing.");

    public static final Setting<Boolean> STRICT_TOKENS =
            LIST.add(
                    of("strict-tokens", flag(), SERVER).or(false),
                    """
                    Refuse token files that other users of this machine can read or change. Without this,
                    the server only warns on loopback.""");

    public static final Setting<Path> TLS_CLIENT_CA =
            LIST.add(
                    of("tls-client-ca", path("FILE"), SERVER),
                    "Certificates (PEM) of whom may sign those of workers. It is read again when it changes.");

    public static final Setting<Identification> IDENTITY =
            LIST.add(
                    of("identity", oneOf("token|certificate|both", Identification.class), SERVER)
                            .or(
                                    "certificate with --tls-client-ca, else token",
                                    v -> v.has(TLS_CLIENT_CA) ? "certificate" : "token"),
                    """
                    What identifies a worker: its token, the DNS name or URI in its certificate, or both.""");

    public static final Setting<Integer> OWNER_CAP =
            LIST.add(
                    of("owner-cap", count(1, Limits.WORKERS), SERVER).orNone("no limit"),
                    """
                    How many workers of one owner (bft-server enrol --owner) may take part.""");

    public static final Setting<Path> ADMIN_TOKEN_FILE =
            LIST.add(
                    of("admin-token-file", path("FILE"), SERVER),
                    """
                    File with the token that requests to the operator's port must have. Required outside
                    loopback.""");

    public static final Setting<Path> ADMIN_TLS_CERTIFICATE =
            LIST.add(
                    of("admin-tls-certificate", path("FILE"), SERVER),
                    "Certificate (PEM) of the operator's port, which speaks TLS then.");

    public static final Setting<Path> ADMIN_TLS_KEY =
            LIST.add(
                    of("admin-tls-key", path("FILE"), SERVER),
                    "Private key (PEM, PKCS#8) of --admin-tls-certificate.");

    private final SettingValues values;

    PortSettings(SettingValues values) {
        this.values = values;
    }

    /**
     * Where the server listens.
     *
     * @throws IllegalArgumentException if options contradict each other
     * @throws IOException with the file that is wrong
     */
    Endpoints endpoints() throws IOException {
        var endpoints =
                new Endpoints(
                        values.get(HOST),
                        values.get(PORT),
                        values.get(ADMIN_HOST),
                        values.get(ADMIN_PORT),
                        protection());
        BadArgument.when(
                        !endpoints.isOperatorLoopback() && endpoints.protection().token().isEmpty())
                .because(
                        "--admin-host %s is not loopback, and anyone who reaches the port "
                                + "could read who takes part: give --admin-token-file",
                        endpoints.adminHost());
        return endpoints;
    }

    /** Reads certificates, keys and the operator's token. */
    private Protection protection() throws IOException {
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
        BadArgument.when(asksClients && !hasTls)
                .because("--tls-client-ca needs --tls-certificate and --tls-key");
        boolean looksAtCertificates = values.get(IDENTITY) != Identification.TOKEN;
        if (looksAtCertificates && !asksClients) {
            throw BadArgument.of("--identity %s needs --tls-client-ca", values.get(IDENTITY));
        }
        BadArgument.when(!looksAtCertificates && asksClients)
                .because(
                        "--identity token does not look at certificates, so --tls-client-ca "
                                + "would do nothing: leave it out, or take --identity both");
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
        int n = values.get(ServerSettings.WORKERS);
        Optional<Path> tokens = values.find(TOKENS);
        BadArgument.when(tokens.isEmpty() && identity != Identification.CERTIFICATE)
                .because(
                        "--tokens is required: the directory of the workers' tokens, which --create-tokens makes");
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
