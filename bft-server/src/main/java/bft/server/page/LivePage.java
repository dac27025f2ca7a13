package bft.server.page;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Sends the page and its events (Server-Sent Events, WHATWG HTML) to browsers. A browser that reads
 * slowly gets nothing more until it has read, and then what it has missed, as far as it is kept.
 *
 * <p>Cost: each event is encoded once for all browsers, at most five times a second; of faster
 * rounds only some are sent. Used on the context of the operator's port.
 */
public final class LivePage {
    private static final int TICK_MILLIS = 200;
    private static final int TICKS_PER_STATE = 5;
    private static final int TICKS_PER_COMMENT = 50;
    private static final int UNAVAILABLE = 503;

    private final Vertx vertx;
    private final RecentRounds rounds;
    private final Supplier<Future<JsonObject>> job;
    private final int most;
    private final PageFiles files = new PageFiles();
    private final Set<Stream> streams = new LinkedHashSet<>();
    private long timer = -1;
    private long ticks;
    private Optional<RecentRounds.Geometry> measured = Optional.empty();
    private Buffer geometry = Buffer.buffer();

    /**
     * @param rounds what the page shows
     * @param job the state of the job and its settings, asked once a second while a page is open,
     *     and when workers have come or gone
     * @param most pages that may be open at a time
     */
    public LivePage(Vertx vertx, RecentRounds rounds, Supplier<Future<JsonObject>> job, int most) {
        this.vertx = vertx;
        this.rounds = rounds;
        this.job = job;
        this.most = most;
    }

    /** A browser that listens, and what it has got. */
    private static final class Stream {
        private final HttpServerResponse out;
        private RecentRounds.Seen seen;
        private Buffer geometry = Buffer.buffer();

        Stream(HttpServerResponse out, RecentRounds.Seen seen) {
            this.out = out;
            this.seen = seen;
        }

        boolean isReady() {
            return !out.writeQueueFull();
        }
    }

    /** Rounds that were not seen, as one piece of text. */
    private record News(Buffer text, RecentRounds.Seen seen) {}

    /** Answers a request for the page, its files or its events; false if it is for none. */
    public boolean answer(HttpServerRequest request) {
        if (!"/events".equals(request.path())) {
            return files.answer(request);
        }
        HttpServerResponse out =
                PageFiles.guarded(request.response())
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (streams.size() >= most) {
            out.setStatusCode(UNAVAILABLE)
                    .end(
                            "%s pages are open, as many as --max-pages allows: close one\n"
                                    .formatted(streams.size()));
        } else if (request.method().equals(HttpMethod.HEAD)) {
            out.end();
        } else {
            begin(request, out);
        }
        return true;
    }

    private void begin(HttpServerRequest request, HttpServerResponse out) {
        out.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream").setChunked(true);
        out.write("retry: 1000\n\n");
        var stream = new Stream(out, rounds.seenUpTo(last(request)));
        out.exceptionHandler(broken -> end(stream));
        out.closeHandler(closed -> end(stream));
        streams.add(stream);
        rounds.watched(true);
        if (timer < 0) {
            timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick());
        }
        sendState(List.of(stream));
    }

    /** The last round that a browser has got; -1 if it has none. */
    private static long last(HttpServerRequest request) {
        String id = request.getHeader("Last-Event-ID");
        return id != null && id.matches("\\d{1,18}") ? Long.parseLong(id) : -1;
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
        Map<RecentRounds.Seen, News> news = new HashMap<>();
        for (Stream stream : List.copyOf(streams)) {
            if (stream.isReady()) {
                send(stream, news.computeIfAbsent(stream.seen, this::newsAfter));
            }
        }
        if (rounds.takeChange() || ticks % TICKS_PER_STATE == 0) {
            sendState(List.copyOf(streams));
        }
        if (ticks % TICKS_PER_COMMENT == 0) {
            // Keeps the connection from being idle, and shows that a browser is gone.
            streams.forEach(stream -> stream.out.write(":\n\n"));
        }
    }

    private void send(Stream stream, News news) {
        stream.seen = news.seen;
        if (news.text.length() > 0) {
            stream.out.write(news.text);
        }
        if (stream.geometry != geometry) {
            stream.geometry = geometry;
            stream.out.write(geometry);
        }
    }

    private News newsAfter(RecentRounds.Seen seen) {
        List<RecentRounds.Entry> entries = rounds.after(seen);
        Buffer text = Buffer.buffer();
        for (RecentRounds.Entry entry : entries) {
            text.appendString("id: " + entry.round().round() + "\n");
            text.appendBuffer(event("round", entry.text()));
        }
        return new News(text, seen.with(entries));
    }

    private static Buffer event(String name, String data) {
        return Buffer.buffer("event: " + name + "\ndata: " + data + "\n\n");
    }

    private void encodeGeometry() {
        Optional<RecentRounds.Geometry> newest = rounds.geometry();
        if (newest.isEmpty() || newest.equals(measured)) {
            return;
        }
        measured = newest;
        vertx.executeBlocking(() -> GeometryJson.of(newest.get()).encode(), false)
                .onSuccess(text -> geometry = event("geometry", text));
    }

    private void sendState(Collection<Stream> to) {
        job.get()
                .onSuccess(
                        state -> {
                            Buffer text = event("job", state.put("calls", rounds.calls()).encode());
                            to.stream()
                                    .filter(streams::contains)
                                    .filter(Stream::isReady)
                                    .forEach(stream -> stream.out.write(text));
                        });
    }
}
