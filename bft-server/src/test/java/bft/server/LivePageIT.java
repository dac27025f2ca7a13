package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.server.config.ServerConfig;
import bft.server.wire.ConnectionLimits;
import bft.server.wire.WireLimits;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Figure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class LivePageIT {
    private static Socket get(TestServer s, String path, String headers) throws IOException {
        var socket = new Socket("127.0.0.1", s.server.adminPort());
        socket.setSoTimeout(60_000);
        String request = "GET " + path + " HTTP/1.1\r\nhost: x\r\n" + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The data of the next event of this name. */
    private static JsonObject next(BufferedReader in, String event) throws IOException {
        String line = in.readLine();
        while (!line.equals("event: " + event)) {
            line = in.readLine();
        }
        while (!line.startsWith("data: ")) {
            line = in.readLine();
        }
        return new JsonObject(line.substring("data: ".length()));
    }

    @ParameterizedTest
    @CsvSource({"/,text/html", "/page.js,text/javascript", "/uplot.js,text/javascript"})
    void itsFilesComeWithAPolicyThatAllowsNothingFromElsewhere(String path, String type)
            throws IOException {
        try (var s = new TestServer(TestServer.config(2));
                Socket socket = get(s, path, "connection: close\r\n")) {
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 200")
                    .contains("content-type: " + type)
                    .contains("default-src 'none'; script-src 'self'");
        }
    }

    @Test
    void aPageSeesTheStateEachRoundAndItsDistances() throws IOException {
        try (var s = new TestServer(TestServer.config(2));
                Socket socket = get(s, "/events", "")) {
            BufferedReader in = reader(socket);
            JsonObject state = next(in, "job");
            assertThat(state.getString("state")).isEqualTo("WAITING");
            assertThat(state.getJsonObject("settings").getString("parameters")).isEqualTo("2");
            s.honestRound(2, 0);
            JsonObject round = next(in, "round");
            assertThat(round.getLong("round")).isZero();
            assertThat(round.getJsonArray("workers")).isNotEmpty();
            JsonObject geometry = next(in, "geometry");
            int rows = geometry.getJsonArray("workers").size();
            assertThat(rows).isEqualTo(round.getJsonArray("workers").size());
            assertThat(geometry.getJsonArray("points")).hasSize(rows);
            assertThat(geometry.getJsonArray("distances")).hasSize(rows);
        }
    }

    private static TestServer withPages(int most) {
        ServerConfig config = TestServer.config(2);
        WireLimits limits = config.wire().limits();
        var connections = new ConnectionLimits(100, 100, 5_000, 200, 16, most);
        var changed = new WireLimits(limits.transfers(), connections);
        return new TestServer(config.with(config.wire().with(changed)));
    }

    private static String status(TestServer s) throws IOException {
        try (Socket socket = get(s, "/events", "")) {
            return reader(socket).readLine();
        }
    }

    @Test
    void onePageTooManyIsToldSoUntilAnotherIsClosed() throws IOException {
        try (var s = withPages(1)) {
            try (Socket first = get(s, "/events", "");
                    Socket second = get(s, "/health", "connection: close\r\n")) {
                next(reader(first), "job");
                assertThat(reader(second).readLine()).isEqualTo("HTTP/1.1 200 OK");
                try (Socket third = get(s, "/events", "connection: close\r\n")) {
                    byte[] answer = third.getInputStream().readAllBytes();
                    assertThat(new String(answer, StandardCharsets.UTF_8))
                            .startsWith("HTTP/1.1 503")
                            .endsWith(
                                    "1 pages are open, as many as --max-pages allows: close"
                                            + " one\n");
                }
            }
            String status = status(s);
            while (!status.equals("HTTP/1.1 200 OK")) {
                assertThat(status).startsWith("HTTP/1.1 503");
                status = status(s);
            }
        }
    }

    @Test
    void anOpenPageIsNotClosedToMakeRoomForOtherConnections() throws IOException {
        try (var s = new TestServer(TestServer.config(2));
                Socket page = get(s, "/events", "")) {
            BufferedReader in = reader(page);
            next(in, "job");
            List<Socket> others = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                others.add(get(s, "/health", ""));
            }
            s.honestRound(2, 0);
            assertThat(next(in, "round").getLong("round")).isZero();
            for (Socket other : others) {
                other.close();
            }
        }
    }

    @Test
    void aPageSeesWhatEachWorkerHasSentAndFromWhere() throws IOException {
        try (var s = new TestServer(TestServer.config(2));
                Socket socket = get(s, "/events", "")) {
            BufferedReader in = reader(socket);
            s.honestRound(2, 0);
            next(in, "round");
            JsonObject state = next(in, "job");
            while (state.getJsonArray("calls").getJsonArray(0).getInteger(0) == 0) {
                state = next(in, "job");
            }
            assertThat(state.getJsonArray("calls").getJsonArray(0)).containsExactly(1, 0);
            assertThat(state.getJsonArray("calls").getJsonArray(3)).containsExactly(0, 0);
            assertThat(state.getJsonArray("traffic").getJsonArray(0).getString(0))
                    .startsWith("127.0.0.1:");
            assertThat(state.getJsonArray("traffic").getJsonArray(0).getInteger(1)).isPositive();
            assertThat(state.getJsonObject("stages").getDouble("apply")).isPositive();
        }
    }

    @Test
    void aPageIsToldAtOnceWhoIsNotConnectedAnyMore() throws IOException {
        try (var s = new TestServer(TestServer.config(2));
                Socket socket = get(s, "/events", "")) {
            BufferedReader in = reader(socket);
            s.honestRound(2, 0);
            JsonObject state = next(in, "job");
            while (state.getInteger("connected") < 3) {
                state = next(in, "job");
            }
            assertThat(state.getJsonArray("away")).containsExactly(3);
            await(s.client(1).leave());
            while (state.getInteger("connected") == 3) {
                state = next(in, "job");
            }
            assertThat(state.getJsonArray("away")).containsExactly(1, 3);
        }
    }

    @Test
    void aRoundHasTheMedianOfWhatItsWorkersReport() throws IOException {
        try (var s = new TestServer(TestServer.config(2));
                Socket socket = get(s, "/events", "")) {
            List<Future<Verdict>> pushes = new ArrayList<>();
            for (int worker = 0; worker < 3; worker++) {
                var figures = new TreeMap<>(Map.of(Figure.LOSS, 1.0 - worker));
                var gradient = new Contribution(worker, 0, new float[2]);
                pushes.add(s.client(worker).push(gradient, 0, figures));
            }
            pushes.forEach(TestServer::await);
            JsonObject reported = next(reader(socket), "round").getJsonObject("reported");
            assertThat(reported.fieldNames()).containsExactly("loss");
            assertThat(reported.getJsonObject("loss").getDouble("median")).isZero();
            assertThat(reported.getJsonObject("loss").getInteger("workers")).isEqualTo(3);
        }
    }

    @Test
    void aPageThatComesBackGetsTheRoundsItHasMissed() throws IOException {
        try (var s = new TestServer(TestServer.config(2))) {
            s.honestRound(2, 0);
            await(s.client(0).pull(0));
            s.honestRound(2, 1);
            await(s.client(0).pull(1));
            try (Socket socket = get(s, "/events", "last-event-id: 0\r\n")) {
                assertThat(next(reader(socket), "round").getLong("round")).isEqualTo(1);
            }
        }
    }
}
