package bft.experiments.chaos;

import bft.spec.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What strangers do to the operator's port. */
final class OperatorHostilities {
    static final Registry<Hostility> ALL = new Registry<>("hostility");

    private static final int THREADS = 2;
    private static final int MANY = 500;
    private static final int SLOW_MILLIS = 50;

    /** More connections than the port keeps of one address. */
    private static final int CROWD = 24;

    private static final byte[] UNKNOWN_PAGE = request("GET /unknown HTTP/1.1", "Host: a");
    private static final byte[] METRICS = request("GET /metrics HTTP/1.1", "Host: a");
    private static final byte[] REMOVAL =
            request(
                    "POST /members/0/remove HTTP/1.1",
                    "Host: a",
                    "Authorization: Bearer " + "x".repeat(Long.SIZE),
                    "Content-Length: 0");

    /** What is done with the connections of a crowd. */
    private interface Onto {
        void act(List<FrameSocket> crowd) throws IOException, InterruptedException;
    }

    static {
        floods("operator-flood", "500 requests for an unknown page of the operator", UNKNOWN_PAGE);
        floods("operator-guess", "500 orders to remove a worker, by a guessed token", REMOVAL);
        crowds("operator-crowd", "24 silent connections to the operator's port", crowd -> {});
        crowds(
                "operator-slow-headers",
                "24 requests to the operator's port, a byte each 50 ms",
                OperatorHostilities::sendSlowly);
        crowds(
                "operator-slow-reader",
                "24 connections that ask for 500 pages of metrics and read none",
                crowd -> {
                    for (FrameSocket socket : crowd) {
                        socket.flood(MANY, METRICS);
                    }
                });
    }

    private OperatorHostilities() {}

    private static byte[] request(String... lines) {
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void named(String name, String meaning, Repeated.Action action) {
        ALL.named(name, meaning)
                .fact(Hostilities.WHO, "strangers")
                .madeBy(given -> Repeated.byStrangers(THREADS, action));
    }

    private static void floods(String name, String meaning, byte[] request) {
        named(
                name,
                meaning,
                (scene, thread) -> {
                    try (FrameSocket socket = FrameSocket.silent(scene.server().ports().admin())) {
                        socket.flood(MANY, request);
                        socket.awaitClose();
                    }
                });
    }

    private static void crowds(String name, String meaning, Onto onto) {
        named(
                name,
                meaning,
                (scene, thread) -> {
                    List<FrameSocket> crowd = new ArrayList<>();
                    try {
                        for (int k = 0; k < CROWD; k++) {
                            crowd.add(FrameSocket.silent(scene.server().ports().admin()));
                        }
                        onto.act(crowd);
                        crowd.get(0).awaitClose();
                    } finally {
                        for (FrameSocket socket : crowd) {
                            socket.close();
                        }
                    }
                });
    }

    private static void sendSlowly(List<FrameSocket> crowd)
            throws IOException, InterruptedException {
        for (byte each : METRICS) {
            for (FrameSocket socket : crowd) {
                socket.flood(1, new byte[] {each});
            }
            Thread.sleep(SLOW_MILLIS);
        }
    }
}
