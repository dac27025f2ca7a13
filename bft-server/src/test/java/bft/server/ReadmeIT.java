package bft.server;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregation;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import bft.worker.Worker;
import bft.worker.client.ClientOptions;
import bft.worker.client.Computation;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Java of the README is code of this test, which runs. */
@Timeout(60)
class ReadmeIT {
    private static final Path README = Path.of("..", "README.md");
    private static final Path THIS = Path.of("src/test/java/bft/server/ReadmeIT.java");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static String withoutLayout(String code) {
        return code.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }

    @Test
    void everyPieceOfJavaIsHere() throws Exception {
        String here = withoutLayout(Files.readString(THIS));
        var pieces = JAVA.matcher(Files.readString(README)).results().toList();
        assertThat(pieces).hasSize(2);
        for (var piece : pieces) {
            assertThat(here).contains(withoutLayout(piece.group(1)));
        }
    }

    @Test
    void aggregates() {
        long seed = 1;
        float[][] gradients = {
            {1, 2}, {1.1f, 2}, {0.9f, 2}, {1, 2.1f}, {1, 1.9f}, {99, 9}, {-9, 0}
        };
        AggregationRule rule = Rules.of("multi-krum", 2);
        Aggregator aggregator = Aggregator.sequential();
        Aggregation result = aggregator.aggregate(rule, gradients, RoundContext.first(seed));
        float[] update = result.output();
        result.rows().forEach(System.out::println);
        assertThat(update[0]).isBetween(0.9f, 1.1f);
        assertThat(update[1]).isBetween(1.9f, 2.1f);
    }

    @Test
    void takesPart() {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try (var server = new TestServer(TestServer.unanimous(3))) {
            for (int worker = 0; worker < TestServer.N; worker++) {
                takePart(server.vertx, server.server.port(), TestServer.token(worker), executor);
            }
            Model last = TestServer.await(server.server.finished());
            assertThat(last.version()).isEqualTo(2);
            assertThat(last.parameters()).containsExactly(-2, -2, -2);
        } finally {
            executor.shutdown();
        }
    }

    private static void takePart(Vertx vertx, int port, String token, ExecutorService executor) {
        SocketAddress server = SocketAddress.inetSocketAddress(port, "localhost");
        var client = new GrpcClient(vertx, server, token, ClientOptions.defaults());
        Computation gradient = (model, attempt) -> gradientOf(model.parameters());
        client.join()
                .compose(contract -> Worker.run(client, contract, gradient, executor))
                .onComplete(report -> client.close(), Throwable::printStackTrace);
    }

    private static float[] gradientOf(float[] parameters) {
        float[] gradient = new float[parameters.length];
        Arrays.fill(gradient, 1);
        return gradient;
    }
}
