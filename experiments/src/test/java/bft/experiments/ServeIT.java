package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bft serve} and {@code bft work} as processes, with the operator's commands. */
@Timeout(180)
class ServeIT {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir Path directory;

    private final List<BftProcess> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(each -> each.process().destroyForcibly());
    }

    private BftProcess start(String name, String... arguments) throws IOException {
        Path output = Files.createDirectories(directory.resolve(name));
        var process =
                BftProcess.start(
                        output, "", List.of("-XX:TieredStopAtLevel=1"), Map.of(), arguments);
        started.add(process);
        return process;
    }

    private BftProcess serve(String name) throws IOException {
        Files.deleteIfExists(directory.resolve("ports"));
        Files.writeString(directory.resolve("operator"), TOKEN);
        return start(
                name,
                "serve",
                "--workers=1",
                "--byzantine=0",
                "--rule=mean",
                "--rounds=1000000",
                "--dimension=2570",
                "--model=softmax",
                "--tokens=" + directory.resolve("tokens"),
                "--create-tokens",
                "--port=0",
                "--admin-port=0",
                "--port-file=" + directory.resolve("ports"),
                "--admin-token-file=" + directory.resolve("operator"),
                "--state-dir=" + directory.resolve("state"));
    }

    private int[] ports(BftProcess server) throws Exception {
        Path file = directory.resolve("ports");
        while (!Files.exists(file)) {
            assertThat(server.process().isAlive()).as(server.toString()).isTrue();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        String[] both = Files.readString(file).strip().split(" ");
        return new int[] {Integer.parseInt(both[0]), Integer.parseInt(both[1])};
    }

    private CommandRun operator(String command, int port, String... more) {
        List<String> call = new ArrayList<>(List.of(command.split(" ")));
        call.add("--admin=127.0.0.1:" + port);
        call.add("--admin-token-file=" + directory.resolve("operator"));
        call.addAll(List.of(more));
        return CommandRun.of(call.toArray(String[]::new));
    }

    @Test
    void ctrlCAndStopLeaveACheckpointFromWhichTheSameCommandGoesOn() throws Exception {
        assumeTrue(!SignalIT.ignoresInterrupts(), "skipped: SIGINT is ignored");
        BftProcess first = serve("first");
        int[] ports = ports(first);
        start(
                "worker",
                "work",
                "--server=127.0.0.1:" + ports[0],
                "--token-file=" + directory.resolve("tokens/worker-0"));
        CommandRun status = operator("status", ports[1], "--json");
        while (status.out().contains("\"version\":0,")) {
            status = operator("status", ports[1], "--json");
        }
        assertThat(status.code()).as(status.toString()).isZero();
        assertThat(operator("status", ports[1]).out())
                .containsPattern("job job: running, version \\d+ of 1000000, 1 workers connected");
        assertThat(operator("workers list", ports[1]).out())
                .containsPattern("0 +worker-0 +- +member +yes");
        new ProcessBuilder("kill", "-INT", "" + first.process().pid()).start().waitFor();
        CommandRun ended = first.ended();
        assertThat(ended.code()).as(ended.err()).isEqualTo(5);
        assertThat(ended.err()).contains("the same command continues from the state in");

        BftProcess second = serve("second");
        int admin = ports(second)[1];
        assertThat(operator("status", admin, "--json").out()).doesNotContain("\"version\":0,");
        CommandRun stop = operator("stop", admin);
        assertThat(stop).isEqualTo(new CommandRun(0, "the server ends\n", ""));
        ended = second.ended();
        assertThat(ended.code()).as(ended.err()).isEqualTo(5);
        assertThat(ended.err()).contains("goes on from version", "stopped by the operator");
        CommandRun gone = operator("status", admin);
        assertThat(gone.code()).isEqualTo(1);
        assertThat(gone.err()).contains("bft: no answer from", "is it the server's --admin-port");
    }
}
