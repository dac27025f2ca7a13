package bft.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Where the server listens. Both ports speak plain text, so both are for loopback unless it is said
 * otherwise.
 *
 * @param host for workers
 * @param port for workers, 0 for a free one
 * @param adminHost for the operator
 * @param adminPort for the operator, 0 for a free one
 * @param allowRemotePlaintext takes other hosts than loopback
 */
public record Endpoints(
        String host, int port, String adminHost, int adminPort, boolean allowRemotePlaintext) {
    private static final int MAX_PORT = 65_535;

    /** Free ports on loopback. */
    public static final Endpoints LOOPBACK = new Endpoints("127.0.0.1", 0, "127.0.0.1", 0, false);

    /**
     * @throws IllegalArgumentException if a port is out of range, a host unknown, or not loopback
     *     and that is not allowed
     */
    public Endpoints {
        for (int one : List.of(port, adminPort)) {
            if (one < 0 || one > MAX_PORT) {
                throw new IllegalArgumentException("port must be 0 to 65535, got " + one);
            }
        }
        for (String one : List.of(host, adminHost)) {
            if (!allowRemotePlaintext && !isLoopback(one)) {
                throw new IllegalArgumentException(
                        "host "
                                + one
                                + " is not loopback, and the connection is plain text: whoever is on"
                                + " the way could read tokens and vote as any worker; where the"
                                + " network is trusted, allow it with --allow-remote-plaintext");
            }
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("host " + host + " is not known", e);
        }
    }
}
