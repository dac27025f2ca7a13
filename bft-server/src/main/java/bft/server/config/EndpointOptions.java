package bft.server.config;

import picocli.CommandLine.Option;

/** Where the server listens, as an operator writes it. */
final class EndpointOptions {
    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Where workers connect: a name or an address, such as ::1.")
    String host;

    @Option(
            names = "--port",
            defaultValue = "7070",
            description = "Port for workers, 0: a free one.")
    int port;

    @Option(
            names = "--admin-host",
            defaultValue = "127.0.0.1",
            description = "For /metrics, /health.")
    String adminHost;

    @Option(
            names = "--admin-port",
            defaultValue = "7071",
            description = "Port for /metrics and /health, 0: a free one.")
    int adminPort;

    @Option(
            names = "--allow-remote-plaintext",
            description =
                    "Listen on other hosts than loopback, where anyone on the way can read"
                            + " tokens and vote as any worker.")
    boolean allowRemotePlaintext;

    /**
     * @throws IllegalArgumentException as {@link Endpoints} does
     */
    Endpoints toEndpoints() {
        return new Endpoints(host, port, adminHost, adminPort, allowRemotePlaintext);
    }
}
