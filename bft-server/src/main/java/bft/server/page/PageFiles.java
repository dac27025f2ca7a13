package bft.server.page;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The files of the page, all of them inside the jar, in memory from the start. */
final class PageFiles {
    private static final String CHART = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    /** Nothing from elsewhere, and no script but the page's own files. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private record PageFile(String type, Buffer content) {}

    private final Map<String, PageFile> files =
            Map.of(
                    "/", file("index.html", "text/html; charset=utf-8"),
                    "/page.js", file("page.js", SCRIPT),
                    "/words.js", file("words.js", SCRIPT),
                    "/figures.js", file("figures.js", SCRIPT),
                    "/workers.js", file("workers.js", SCRIPT),
                    "/page.css", file("page.css", STYLE),
                    "/uplot.js", file(CHART + "uPlot.iife.min.js", SCRIPT),
                    "/uplot.css", file(CHART + "uPlot.min.css", STYLE));

    private static PageFile file(String name, String type) {
        try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file " + name);
            }
            return new PageFile(type, Buffer.buffer(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers a request for one of the files; false if it is for something else. */
    boolean answer(HttpServerRequest request) {
        PageFile file = files.get(request.path());
        if (file == null) {
            return false;
        }
        guarded(request.response())
                .putHeader(HttpHeaders.CONTENT_TYPE, file.type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(file.content);
        return true;
    }

    /** What a browser may do with an answer. */
    static HttpServerResponse guarded(HttpServerResponse response) {
        return response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
    }
}
