package bft.server.config;

import bft.spec.BadArgument;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Where the server listens. A port outside loopback needs TLS, unless the user allows otherwise,
 * and the operator's needs a token, too. An IPv6 address may be given in brackets, which are
 * removed.
 *
 * @param host for workers
 * @param port for workers, 0 for a free one
 * @param adminHost for the operator
 * @param adminPort for the operator, 0 for a free one
 * @param protection of both ports
 */
public record Endpoints(
        String host, int port, String adminHost, int adminPort, Protection protection) {
    private static final int MAX_PORT = 65_535;

    /** Free ports on loopback. */
    public static final Endpoints LOOPBACK = new Endpoints("127.0.0.1", 0, "127.0.0.1", 0, false);

    /** Both ports in plain text. */
    public Endpoints(
            String host, int port, String adminHost, int adminPort, boolean allowRemotePlaintext) {
        this(host, port, adminHost, adminPort, Protection.plainText(allowRemotePlaintext));
    }

    /**
     * @throws IllegalArgumentException if a port is out of range, a host is unknown or not an
     *     allowed one, or both ports are the same
     */
    public Endpoints {
        requirePort("--port", port);
        requirePort("--admin-port", adminPort);
        host = withoutBrackets(host);
        adminHost = withoutBrackets(adminHost);
        List<InetAddress> workers = addresses("--host", host);
        List<InetAddress> operators = addresses("--admin-host", adminHost);
        boolean isAllowed = protection.allowRemotePlaintext();
        if (protection.workers().isEmpty() && !isAllowed) {
            requireLoopback("--host " + host, workers, "--tls-certificate and --tls-key");
        }
        if (protection.operator().isEmpty() && !isAllowed) {
            requireLoopback(
                    "--admin-host " + adminHost,
                    operators,
                    "--admin-tls-certificate and --admin-tls-key");
        }
        if (port == adminPort && port != 0 && overlap(workers, operators)) {
            throw new IllegalArgumentException(
                    ("--port and --admin-port are both " + port)
                            + (", and hosts " + host + " and " + adminHost + " overlap: choose")
                            + " another for one of them, or 0 for a free one");
        }
    }

    /** Whether the operator's port can be reached from this machine only. */
    boolean isOperatorLoopback() {
        return isLoopback(addresses("--admin-host", adminHost));
    }

    /** Whether workers can connect from this machine only. */
    public boolean isLoopback() {
        return isLoopback(addresses("--host", host));
    }

    /** The address of the workers' port, for printing. */
    public String workersAt(int actualPort) {
        return authority(host, actualPort);
    }

    /** The address of the operator's port, for printing. */
    public String adminAt(int actualPort) {
        return authority(adminHost, actualPort);
    }

    /** The error that the workers' port cannot be opened, with advice. */
    public PortException workersPortLost(Throwable cause) {
        return lost("--port", "--host", authority(host, port), port, cause);
    }

    /** The error that the operator's port cannot be opened, with advice. */
    public PortException adminPortLost(Throwable cause) {
        return lost(
                "--admin-port", "--admin-host", authority(adminHost, adminPort), adminPort, cause);
    }

    private static PortException lost(
            String option, String hostOption, String at, int port, Throwable cause) {
        String reason = String.valueOf(cause.getMessage());
        String advice = "";
        String known = reason.toLowerCase(Locale.ROOT);
        if (known.contains("already in use")) {
            advice =
                    ("; `ss -ltnp 'sport = :" + port + "'` or `lsof -i :" + port + "` shows by")
                            + " whom; choose another, or 0 for a free one";
        } else if (known.contains("permission denied")) {
            advice = "; ports under 1024 are reserved for the superuser: choose another";
        } else if (known.contains("assign requested address")) {
            advice = "; " + hostOption + " must be an address of this machine";
        }
        return new PortException(
                option + " " + port + ": cannot listen on " + at + ": " + reason + advice, cause);
    }

    private static String authority(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static void requirePort(String option, int port) {
        BadArgument.when(port < 0 || port > MAX_PORT)
                .because("%s must be 0 to 65535, got %s", option, port);
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    private static void requireLoopback(String host, List<InetAddress> addresses, String options) {
        BadArgument.when(!isLoopback(addresses))
                .because(
                        "%s is not loopback, and the connection is plain text: anyone on the "
                                + "network path could read tokens and push as any worker; give %s, or, "
                                + "if the network is trusted, allow it with --allow-remote-plaintext",
                        host, options);
    }

    private static boolean isLoopback(List<InetAddress> addresses) {
        return addresses.stream().allMatch(InetAddress::isLoopbackAddress);
    }

    private static boolean overlap(List<InetAddress> first, List<InetAddress> second) {
        return first.stream().anyMatch(InetAddress::isAnyLocalAddress)
                || second.stream().anyMatch(InetAddress::isAnyLocalAddress)
                || !Collections.disjoint(first, second);
    }

    private static List<InetAddress> addresses(String option, String host) {
        BadArgument.when(host.isBlank()).because("%s is empty: give a name or an address", option);
        try {
            return Arrays.asList(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    option + " " + host + " is not known: give a name or an address without a port",
                    e);
        }
    }
}
