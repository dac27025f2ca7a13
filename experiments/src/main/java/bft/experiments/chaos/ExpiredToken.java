package bft.experiments.chaos;

import bft.server.session.Enrolments;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A stranger with a token of the last worker's that has expired. */
final class ExpiredToken implements Hostility {
    private static final Duration DAY = Duration.ofDays(1);

    private String token = "";
    private final Repeated calls =
            Repeated.byStrangers(
                    1,
                    (scene, thread) -> {
                        int port = scene.server().ports().workers();
                        try (FrameSocket socket = FrameSocket.open(port)) {
                            StrangerHostilities.guess(socket, token);
                        }
                    });

    @Override
    public Suspects suspects() {
        return calls.suspects();
    }

    @Override
    public void prepare(Scene scene) throws IOException {
        Instant now = Instant.now();
        var wanted =
                new Enrolments.Wanted(
                        "worker-" + (Job.WORKERS - 1),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(now.minus(DAY)),
                        true,
                        DAY);
        var enrolments = new Enrolments(scene.directory().resolve("tokens"), now);
        token = enrolments.enrol(wanted, new SecureRandom()).token();
    }

    @Override
    public void begin(Scene scene) {
        calls.begin(scene);
    }

    @Override
    public void end(Scene scene) throws IOException, InterruptedException {
        calls.end(scene);
    }
}
