package bft.server.page;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Sends the page and its events (Server-Sent Events, WHATWG HTML) to browsers. A browser that reads
 * slowly gets nothing more until it has read, and then what it has missed, as far as it is kept.
 *
 * <p>Cost: each event is encoded once for all browsers, at most five times a second. Used on the
 * context of the operator's port.
 */
public final class LivePage {
    private static final int TICK_MILLIS = 200;
    private static final int TICKS_PER_STATE = 5;
    private static final int TICKS_PER_COMMENT = 50;
    private static final int MOST_AT_ONCE = 100;

    private final Vertx vertx;
    private final RecentRounds rounds;
    private final Supplier<Future<JsonObject>> job;
    private final PageFiles files = new PageFiles();
    private final Set<Stream> streams = new LinkedHashSet<>();
    private long timer = -1;
    private long ticks;
    private Optional<RecentRounds.Geometry> sent = Optional.empty();
    private String geometry = "";

    /**
     * @param rounds what the page shows
     * @param job the state of the job and its settings, asked once a second while a page is open
     */
    public LivePage(Vertx vertx, RecentRounds rounds, Supplier<Future<JsonObject>> job) {
        this.vertx = vertx;
        this.rounds = rounds;
        this.job = job;
    }

    /** A browser that listens, and the last round that it has got. */
    private static final class Stream {
        private final HttpServerResponse out;
        private long last;
        private String geometry = "";

        Stream(HttpServerResponse out, long last) {
            this.out = out;
            this.last = last;
        }

        boolean isReady() {
            return !out.writeQueueFull();
        }

        void send(String event, String id, String data) {
            out.write("event: " + event + "\n" + id + "data: " + data + "\n\n");
        }
    }

    /** Answers a request for the page, its files or its events; false if it is for none. */
    public boolean answer(HttpServerRequest request) {
        if (!"/events".equals(request.path())) {
            return files.answer(request);
        }
        HttpServerResponse out = PageFiles.guarded(request.response());
        out.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .setChunked(true);
        out.write("retry: 1000\n\n");
        var stream = new Stream(out, seen(request.getHeader("Last-Event-ID")));
        out.exceptionHandler(broken -> end(stream));
        out.closeHandler(closed -> end(stream));
        begin(stream);
        return true;
    }

    /** The number of the last round that a browser has got from this server. */
    private long seen(String id) {
        if (id == null || !id.matches("\\d{1,18}")) {
            return 0;
        }
        return rounds.numberOf(Long.parseLong(id));
    }

    private void begin(Stream stream) {
        streams.add(stream);
        rounds.watched(true);
        if (timer < 0) {
            timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick());
        }
        sendState(List.of(stream));
    }

    private void end(Stream stream) {
        streams.remove(stream);
        if (streams.isEmpty()) {
            rounds.watched(false);
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private void tick() {
        ticks++;
        encodeGeometry();
        List.copyOf(streams).stream().filter(Stream::isReady).forEach(this::sendNews);
        if (ticks % TICKS_PER_STATE == 0) {
            sendState(List.copyOf(streams));
        }
        if (ticks % TICKS_PER_COMMENT == 0) {
            // Keeps the connection from being idle, and shows that a browser is gone.
            streams.forEach(stream -> stream.out.write(":\n\n"));
        }
    }

    private void sendNews(Stream stream) {
        for (RecentRounds.Entry entry : rounds.after(stream.last, MOST_AT_ONCE)) {
            stream.send("round", "id: " + entry.round().round() + "\n", entry.text());
            stream.last = entry.number();
        }
        if (!stream.geometry.equals(geometry)) {
            stream.geometry = geometry;
            stream.send("geometry", "", geometry);
        }
    }

    private void encodeGeometry() {
        Optional<RecentRounds.Geometry> measured = rounds.geometry();
        if (measured.isEmpty() || measured.equals(sent)) {
            return;
        }
        sent = measured;
        vertx.executeBlocking(() -> GeometryJson.of(measured.get()).encode(), false)
                .onSuccess(text -> geometry = text);
    }

    private void sendState(List<Stream> to) {
        job.get()
                .onSuccess(
                        state -> {
                            String text = state.encode();
                            to.stream()
                                    .filter(streams::contains)
                                    .filter(Stream::isReady)
                                    .forEach(stream -> stream.send("job", "", text));
                        });
    }
}
