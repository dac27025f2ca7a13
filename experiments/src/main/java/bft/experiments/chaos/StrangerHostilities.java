package bft.experiments.chaos;

import static bft.experiments.chaos.FrameSocket.CONTINUATION;
import static bft.experiments.chaos.FrameSocket.DATA;
import static bft.experiments.chaos.FrameSocket.END_HEADERS;
import static bft.experiments.chaos.FrameSocket.HEADERS;
import static bft.experiments.chaos.FrameSocket.NO_FLAG;
import static bft.experiments.chaos.FrameSocket.PING;
import static bft.experiments.chaos.FrameSocket.RST_STREAM;
import static bft.experiments.chaos.FrameSocket.SETTINGS;
import static bft.experiments.chaos.FrameSocket.WINDOW_UPDATE;
import static bft.experiments.chaos.FrameSocket.setting;

import bft.spec.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** What callers do that hold no valid token. */
final class StrangerHostilities {
    static final Registry<Hostility> ALL = new Registry<>("hostility");

    private static final int THREADS = 2;
    private static final int MANY = 50_000;
    private static final int CROWD = 400;
    private static final int SILENT = 50;
    private static final int GARBAGE_BYTES = 5_000;
    private static final int FRAME_BYTES = 16_000;
    private static final int OVERSIZED_BYTES = 20_000;
    private static final int SLOW_MILLIS = 50;

    /** The first entry of the table of headers that a connection adds. */
    private static final byte FIRST_REFERENCE = (byte) 0xbe;

    private static final byte[] EIGHT = new byte[Long.BYTES];
    private static final byte[] TLS_HELLO = {22, 3, 1, 2, 0, 1, 0, 1, -4, 3, 3};

    /** What is done on one connection after its preface. */
    private interface Onto {
        void act(FrameSocket socket) throws IOException, InterruptedException;
    }

    static {
        speaks("no-token", "calls without a token", socket -> guess(socket, ""));
        speaks(
                "wrong-token",
                "calls with a token that is nobody's",
                socket -> guess(socket, "x".repeat(Long.SIZE)));
        named("expired-token", "calls with a token of yesterday", () -> new ExpiredToken());
        speaks(
                "unfinished-call",
                "a call that stays open, without a token",
                socket -> {
                    socket.call("Push", "");
                    socket.awaitClose();
                });
        says("garbage", "random bytes", garbage());
        says(
                "http1",
                "HTTP/1.1",
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        says("tls", "a TLS hello to a port without TLS", TLS_HELLO);
        says("silence", "connections that say nothing");
        says("half-preface", "half of the preface", Arrays.copyOf(FrameSocket.PREFACE, 12));
        speaks("slow-headers", "headers, a byte each 50 ms", StrangerHostilities::sendSlowly);
        speaks("rapid-reset", "calls that are reset at once", StrangerHostilities::reset);
        floods("ping-flood", "50,000 pings", PING, EIGHT);
        floods("settings-flood", "50,000 settings", SETTINGS, setting(4, 1));
        floods("oversized-frames", "frames beyond the limit", PING, new byte[OVERSIZED_BYTES]);
        speaks(
                "continuation-flood",
                "headers that never end",
                socket -> endless(socket, literal("x", "y".repeat(100))));
        speaks(
                "empty-continuations",
                "headers that never end, in empty frames",
                StrangerHostilities::endless);
        speaks("header-bomb", "references to one long header", StrangerHostilities::bomb);
        speaks(
                "empty-data",
                "50,000 empty frames of a call without a token",
                socket -> {
                    int stream = socket.call("Push", "");
                    socket.flood(MANY, DATA, NO_FLAG, stream);
                    socket.awaitClose();
                });
        speaks(
                "orphan-data",
                "data of no call",
                socket -> {
                    socket.flood(MANY, DATA, NO_FLAG, 7, EIGHT);
                    socket.awaitClose();
                });
        speaks(
                "window-overflow",
                "windows beyond the limit",
                socket -> {
                    socket.flood(
                            MANY,
                            WINDOW_UPDATE,
                            NO_FLAG,
                            0,
                            (byte) 127,
                            (byte) -1,
                            (byte) -1,
                            (byte) -1);
                    socket.awaitClose();
                });
        named(
                "crowd",
                "400 connections at a time",
                () -> Repeated.byStrangers(1, (scene, thread) -> crowd(scene, CROWD)));
        named(
                "churn",
                "connections that open and close, without a pause",
                () -> Repeated.byStrangers(THREADS, (scene, thread) -> visit(scene)));
    }

    private StrangerHostilities() {}

    private static void named(String name, String meaning, Supplier<Hostility> hostility) {
        ALL.named(name, meaning)
                .fact(Hostilities.WHO, "strangers")
                .madeBy(given -> hostility.get());
    }

    private static void speaks(String name, String meaning, Onto onto) {
        named(
                name,
                meaning,
                () ->
                        Repeated.byStrangers(
                                THREADS,
                                (scene, thread) -> {
                                    int port = scene.server().ports().workers();
                                    try (FrameSocket socket = FrameSocket.open(port)) {
                                        onto.act(socket);
                                    }
                                }));
    }

    /** Many connections on which these bytes are all that is said. */
    private static void says(String name, String meaning, byte... bytes) {
        named(
                name,
                meaning,
                () -> Repeated.byStrangers(1, (scene, thread) -> crowd(scene, SILENT, bytes)));
    }

    private static void floods(String name, String meaning, int type, byte... payload) {
        speaks(
                name,
                meaning,
                socket -> {
                    socket.flood(MANY, type, NO_FLAG, 0, payload);
                    socket.awaitClose();
                });
    }

    private static void crowd(Scene scene, int count, byte... bytes) throws IOException {
        List<FrameSocket> sockets = new ArrayList<>();
        try {
            for (int k = 0; k < count; k++) {
                FrameSocket socket = FrameSocket.silent(scene.server().ports().workers());
                sockets.add(socket);
                socket.write(bytes);
            }
            sockets.forEach(FrameSocket::awaitClose);
        } finally {
            for (FrameSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void visit(Scene scene) throws IOException {
        try (FrameSocket socket = FrameSocket.silent(scene.server().ports().workers())) {
            socket.write(FrameSocket.PREFACE);
        }
    }

    static void guess(FrameSocket socket, String token) throws IOException {
        boolean answered = true;
        while (answered) {
            answered = socket.awaitAnswer(socket.call("Status", token));
        }
    }

    private static void sendSlowly(FrameSocket socket) throws IOException, InterruptedException {
        byte[] headers = socket.headers("Push", "");
        for (byte each : FrameSocket.encode(HEADERS, END_HEADERS, 1, headers)) {
            socket.write(new byte[] {each});
            Thread.sleep(SLOW_MILLIS);
        }
        socket.awaitClose();
    }

    private static void reset(FrameSocket socket) throws IOException {
        for (int k = 0; k < MANY; k++) {
            int stream = socket.call("Push", "");
            socket.frame(RST_STREAM, NO_FLAG, stream, new byte[Integer.BYTES]);
        }
        socket.awaitClose();
    }

    private static void endless(FrameSocket socket, byte... more) throws IOException {
        socket.frame(HEADERS, NO_FLAG, 1, socket.headers("Push", ""));
        socket.flood(MANY, CONTINUATION, NO_FLAG, 1, more);
        socket.awaitClose();
    }

    private static void bomb(FrameSocket socket) throws IOException {
        var references = new byte[FRAME_BYTES];
        Arrays.fill(references, FIRST_REFERENCE);
        byte[] first = literal("x", "y".repeat(100));
        first[0] = Long.SIZE;
        socket.frame(HEADERS, NO_FLAG, 1, first);
        socket.flood(MANY, CONTINUATION, END_HEADERS, 1, references);
        socket.awaitClose();
    }

    /** A header that is not compressed, of less than 127 characters. */
    private static byte[] literal(String name, String value) {
        byte[] text = (name + value).getBytes(StandardCharsets.US_ASCII);
        var bytes = new byte[text.length + 3];
        bytes[1] = (byte) name.length();
        System.arraycopy(text, 0, bytes, 2, name.length());
        bytes[2 + name.length()] = (byte) value.length();
        System.arraycopy(text, name.length(), bytes, 3 + name.length(), value.length());
        return bytes;
    }

    private static byte[] garbage() {
        var bytes = new byte[GARBAGE_BYTES];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
