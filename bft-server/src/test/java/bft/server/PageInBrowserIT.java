package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bft.aggregation.admission.Contribution;
import bft.worker.client.GrpcClient;
import bft.worker.wire.Figure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The live page in a real browser: ten workers train, of whom 7, 8 and 9 attack. */
@Timeout(120)
class PageInBrowserIT {
    private static final int N = 10;
    private static final int F = 3;
    private static final int D = 50;
    private static final int PACE_MILLIS = 15;
    private static final int ENTER = 13;
    private static final int ESCAPE = 27;
    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    private static final String MARKED =
            "[...document.querySelectorAll('tr[data-verdict=distrusted]')]"
                    + ".map((row) => row.dataset.worker).join()";

    /** Whether the verdict of each worker can be seen without scrolling to the side. */
    private static final String VISIBLE =
            """
            [...document.querySelectorAll('#workers tbody tr')].every((row) => {
              row.scrollIntoView({ block: 'center' });
              const cell = row.querySelector('.verdict');
              const at = cell.getBoundingClientRect();
              const faulty = row.dataset.verdict === 'distrusted';
              return at.left >= 0 && at.right <= innerWidth
                && document.elementFromPoint(at.left + 5, at.top + at.height / 2) === cell
                && cell.textContent.includes('faulty') === faulty;
            })""";

    @TempDir private Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final List<GrpcClient> clients = new ArrayList<>();
    private final Set<Integer> gone = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;
    private ServerRun server;
    private Browser browser;

    @BeforeEach
    void begin() throws Exception {
        Optional<Path> program = Browser.find();
        assumeTrue(program.isPresent(), "no Chromium is here (Debian: apt-get install chromium)");
        server = new ServerRun(directory, flags());
        server.startAndListen();
        browser = new Browser(vertx, program.get(), directory.resolve("profile"));
        browser.size(1600, 1000);
        browser.open("http://127.0.0.1:" + server.ports()[1] + "/");
    }

    @AfterEach
    void end() {
        ended = true;
        if (browser != null) {
            browser.close();
        }
        clients.forEach(GrpcClient::close);
        if (server != null) {
            server.close();
        }
        await(vertx.close());
    }

    private String[] flags() {
        return new String[] {
            "--job=<i>digits</i>",
            "--workers=" + N,
            "--byzantine=" + F,
            "--rule=multi-krum",
            "--quorum=" + (N - F),
            "--grace=1s",
            "--rounds=20000",
            "--dimension=" + D,
            "--initial-scale=0",
            "--schedule=0.001",
            "--state-dir=" + directory.resolve("state")
        };
    }

    private void work() throws IOException {
        for (int worker = 0; worker < N; worker++) {
            clients.add(server.client(vertx, worker));
            work(worker, -1);
        }
    }

    /** A worker's connection ends. */
    private void lose(int worker) {
        gone.add(worker);
        clients.get(worker).close();
    }

    private void work(int worker, long version) {
        GrpcClient client = clients.get(worker);
        client.pull(version)
                .compose(
                        model ->
                                vertx.timer(PACE_MILLIS)
                                        .compose(fired -> push(client, worker, model.version()))
                                        .map(model.version()))
                .onComplete(
                        outcome -> {
                            if (!ended && !gone.contains(worker)) {
                                work(worker, outcome.succeeded() ? outcome.result() : version);
                            }
                        });
    }

    private static Future<?> push(GrpcClient client, int worker, long version) {
        var random = new Random(31 * version + worker);
        double loss = worker < N - F ? Math.exp(-0.01 * version) + 0.01 * worker : -worker;
        var figures = new TreeMap<>(Map.of(Figure.LOSS, loss, Figure.ACCURACY, 1 - loss / 2));
        float[] gradient = new float[D];
        for (int k = 0; k < D; k++) {
            double honest = 1 + 0.2 * random.nextGaussian();
            gradient[k] = (float) (worker < N - F ? honest : -3 * honest);
        }
        return client.push(new Contribution(worker, version, gradient), 0, figures);
    }

    private void awaitRounds(int rounds) {
        browser.until(
                "document.getElementById('progress').value >= "
                        + rounds
                        + " && document.querySelectorAll('tr[data-verdict]').length === "
                        + N
                        + " && !document.querySelector('tr[data-verdict=absent]')"
                        + " && document.getElementById('state').textContent === 'running'");
    }

    private void assertTheAttackersAreMarked() {
        for (int width : List.of(400, 1600)) {
            browser.size(width, 1000);
            assertThat(browser.text(MARKED)).as("at %s pixels", width).isEqualTo("7,8,9");
            assertThat(browser.value(VISIBLE)).as("seen at %s pixels", width).isEqualTo(true);
        }
    }

    private int version() {
        return ((Number) browser.value("document.getElementById('progress').value")).intValue();
    }

    @Test
    void theAttackersAreMarkedBeforeAndAfterARestartOnNarrowAndWideScreens() throws Exception {
        work();
        awaitRounds(8);
        assertTheAttackersAreMarked();
        assertThat(browser.text("document.getElementById('job').textContent"))
                .isEqualTo("<i>digits</i>");
        assertThat(browser.text("document.getElementById('loss-note').textContent"))
                .matches("Round \\d+: 0\\.\\d+, the median of what \\d+ workers report .*");
        server.kill();
        browser.until("document.getElementById('state').textContent.startsWith('server gone')");
        assertThat(browser.text(MARKED)).as("while the server is gone").isEqualTo("7,8,9");
        int before = version();
        server.startAndListen();
        awaitRounds(before + 8);
        assertTheAttackersAreMarked();
        lose(0);
        browser.until(
                "document.querySelector('tr[data-worker=\"0\"] .verdict').textContent === '· gone'");
    }

    @Test
    void nothingKeepsPeopleFromUsingItInEitherColourScheme() throws Exception {
        work();
        awaitRounds(5);
        browser.until("document.querySelectorAll('#heat rect').length > 0");
        browser.until("document.querySelectorAll('#stages tbody tr').length > 0");
        try (InputStream axe = PageInBrowserIT.class.getResourceAsStream(AXE)) {
            browser.value(new String(axe.readAllBytes(), StandardCharsets.UTF_8) + ";true");
        }
        browser.value("document.querySelector('tr[data-worker=\"8\"] button').focus()");
        for (String scheme : List.of("light", "dark")) {
            browser.prefer(scheme);
            assertThat(violations()).as(scheme).isEmpty();
            browser.press("Enter", ENTER);
            browser.until("document.getElementById('detail').open");
            assertThat(browser.text("document.getElementById('detail').innerText"))
                    .contains("Worker 8")
                    .contains("counted as faulty: distance");
            assertThat(violations()).as(scheme + ", details").isEmpty();
            browser.press("Escape", ESCAPE);
            browser.until("!document.getElementById('detail').open");
        }
    }

    private String violations() {
        return browser.text(
                """
                axe.run().then((found) => found.violations.map((one) =>
                  one.id + ': ' + one.help + ' at ' + one.nodes.map((node) => node.html + ' ' + node.failureSummary).join(' and ')
                ).join('\\n'))""");
    }

    /** {@code -Dbft.pictures=DIRECTORY} writes pictures of the page to look at. */
    @Test
    @EnabledIfSystemProperty(named = "bft.pictures", matches = ".+")
    void itsPicturesCanBeLookedAt() throws Exception {
        Path pictures = Files.createDirectories(Path.of(System.getProperty("bft.pictures")));
        browser.picture(pictures.resolve("waiting.png"));
        work();
        awaitRounds(60);
        browser.until("document.querySelectorAll('#heat rect').length > 0");
        for (String scheme : List.of("dark", "light")) {
            browser.prefer(scheme);
            settle();
            browser.picture(pictures.resolve(scheme + ".png"));
        }
        browser.size(400, 1000);
        settle();
        browser.picture(pictures.resolve("narrow.png"));
        browser.size(1600, 1000);
        browser.value("document.querySelector('tr[data-worker=\"8\"] button').click()");
        browser.picture(pictures.resolve("details.png"));
        browser.press("Escape", ESCAPE);
        lose(0);
        lose(1);
        browser.until("document.querySelector('#tolerance.lost')");
        settle();
        browser.picture(pictures.resolve("lost.png"));
        server.kill();
        browser.until("document.getElementById('state').textContent.startsWith('server gone')");
        settle();
        browser.picture(pictures.resolve("gone.png"));
    }

    /** Lets the page draw twice. */
    private void settle() {
        browser.value("new Promise((done) => setTimeout(done, 600))");
    }
}
