package bft.server;

import static bft.server.TestServer.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A page in Chromium without a window, driven by the Chrome DevTools Protocol. */
final class Browser implements AutoCloseable {
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final int MOST_BYTES = 64 << 20;

    private final Vertx vertx;
    private final HttpClient http;
    private final WebSocketClient sockets;
    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, Promise<JsonObject>> open = new ConcurrentHashMap<>();

    /** Where a browser is, if there is one. */
    static Optional<Path> find() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it.
     *
     * @param profile an empty directory for its files
     */
    Browser(Vertx vertx, Path program, Path profile) throws IOException {
        this.vertx = vertx;
        http = vertx.createHttpClient();
        var options =
                new WebSocketClientOptions()
                        .setMaxFrameSize(MOST_BYTES)
                        .setMaxMessageSize(MOST_BYTES);
        sockets = vertx.createWebSocketClient(options);
        process =
                new ProcessBuilder(
                                program.toString(),
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--hide-scrollbars",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .start();
        socket = await(connect(port()));
        socket.textMessageHandler(this::received);
    }

    private int port() throws IOException {
        var said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = said.readLine();
        while (line != null && !line.startsWith("DevTools listening on ")) {
            line = said.readLine();
        }
        if (line == null) {
            throw new IOException("the browser has ended before it listened");
        }
        var rest = new Thread(() -> said.lines().forEach(ignored -> {}), "browser-output");
        rest.setDaemon(true);
        rest.start();
        return URI.create(line.substring(line.indexOf("ws://"))).getPort();
    }

    private Future<WebSocket> connect(int port) {
        return http.request(HttpMethod.GET, port, "127.0.0.1", "/json/list")
                .compose(request -> request.send())
                .compose(response -> response.body())
                .map(body -> page(new JsonArray(body)))
                .compose(
                        page ->
                                sockets.connect(
                                        // It refuses who says from which page it comes.
                                        new WebSocketConnectOptions()
                                                .setHost("127.0.0.1")
                                                .setPort(port)
                                                .setURI(page)
                                                .setAllowOriginHeader(false)));
    }

    private static String page(JsonArray targets) {
        return targets.stream()
                .map(JsonObject.class::cast)
                .filter(target -> target.getString("type").equals("page"))
                .map(target -> URI.create(target.getString("webSocketDebuggerUrl")).getPath())
                .findFirst()
                .orElseThrow();
    }

    private void received(String text) {
        var message = new JsonObject(text);
        Promise<JsonObject> answer = open.remove(message.getInteger("id", -1));
        if (answer != null) {
            answer.complete(message);
        }
    }

    private Future<JsonObject> call(String method, JsonObject parameters) {
        int id = calls.incrementAndGet();
        Promise<JsonObject> answer = Promise.promise();
        open.put(id, answer);
        var call = new JsonObject().put("id", id).put("method", method).put("params", parameters);
        return socket.writeTextMessage(call.encode())
                .compose(written -> answer.future())
                .map(
                        message -> {
                            if (message.containsKey("error")) {
                                throw new IllegalStateException(method + ": " + message);
                            }
                            return message.getJsonObject("result");
                        });
    }

    void open(String url) {
        await(call("Page.navigate", new JsonObject().put("url", url)));
    }

    /** Shows the page in a window of this size, in pixels. */
    void size(int width, int height) {
        await(
                call(
                        "Emulation.setDeviceMetricsOverride",
                        new JsonObject()
                                .put("width", width)
                                .put("height", height)
                                .put("deviceScaleFactor", 1)
                                .put("mobile", false)));
    }

    /** Shows the page to a user who prefers light or dark. */
    void prefer(String scheme) {
        var feature = new JsonObject().put("name", "prefers-color-scheme").put("value", scheme);
        await(
                call(
                        "Emulation.setEmulatedMedia",
                        new JsonObject().put("features", new JsonArray().add(feature))));
    }

    /** Presses and releases a key. */
    void press(String key, int code) {
        for (String type : List.of("keyDown", "keyUp")) {
            var event =
                    new JsonObject()
                            .put("type", type)
                            .put("key", key)
                            .put("windowsVirtualKeyCode", code);
            if (key.equals("Enter") && type.equals("keyDown")) {
                event.put("text", "\r");
            }
            await(call("Input.dispatchKeyEvent", event));
        }
    }

    /** The value of an expression in the page's own language; waits for a promise. */
    Object value(String expression) {
        JsonObject result =
                await(
                        call(
                                "Runtime.evaluate",
                                new JsonObject()
                                        .put("expression", expression)
                                        .put("awaitPromise", true)
                                        .put("returnByValue", true)));
        if (result.containsKey("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + result.encode());
        }
        return result.getJsonObject("result").getValue("value");
    }

    String text(String expression) {
        return String.valueOf(value(expression));
    }

    /**
     * Waits until a condition holds in the page.
     *
     * @throws IllegalStateException with the page's text if it does not for half a minute
     */
    void until(String condition) {
        String expression =
                """
                new Promise((done) => setTimeout(() => {
                  try { done(Boolean(%s)); } catch (e) { done(false); }
                }, 50))"""
                        .formatted(condition);
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!holds(expression)) {
            if (System.nanoTime() - end > 0) {
                String shown = text("document.body.innerText");
                throw new IllegalStateException("never " + condition + " in\n" + shown);
            }
        }
    }

    /** False also while another page takes the place of this one. */
    private boolean holds(String expression) {
        try {
            return Boolean.TRUE.equals(value(expression));
        } catch (RuntimeException replaced) {
            return false;
        }
    }

    /** Writes what the page looks like, from top to bottom, as PNG. */
    void picture(Path file) throws IOException {
        JsonObject size =
                await(call("Page.getLayoutMetrics", new JsonObject()))
                        .getJsonObject("cssContentSize")
                        .put("scale", 1);
        JsonObject picture =
                await(
                        call(
                                "Page.captureScreenshot",
                                new JsonObject()
                                        .put("format", "png")
                                        .put("captureBeyondViewport", true)
                                        .put("clip", size)));
        Files.write(file, Base64.getDecoder().decode(picture.getString("data")));
    }

    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(child -> child.onExit().join());
        process.onExit().join();
        await(sockets.close().compose(closed -> http.close()));
    }
}
