package bft.experiments.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.CommandRun;
import bft.experiments.vectors.JsonVectors;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir Path directory;

    @Test
    void looksAtEverythingThatAServerNeedsAndEndsWithZeroIfNothingFails() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        CommandRun run = CommandRun.of("doctor", "--port=" + free, "--out=" + directory, "--json");
        JsonNode findings = JsonVectors.MAPPER.readTree(run.out());
        assertThat(findings.findValuesAsText("subject"))
                .contains("java", "vectors", "flags", "memory", "port " + free, "clock", "files");
        assertThat(findings.findValuesAsText("state")).doesNotContain("FAIL");
        assertThat(run.code()).isZero();
    }

    @Test
    void aTakenPortAndAMissingFolderFailWithAdvice() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run =
                    CommandRun.of(
                            "doctor",
                            "--port=" + taken.getLocalPort(),
                            "--data-dir=" + directory.resolve("gone"));
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out())
                    .containsPattern("fail +port " + taken.getLocalPort())
                    .containsPattern("fail +data .*gone cannot be read")
                    .contains("choose another");
        }
    }

    @Test
    void aFileInPlaceOfAFolderAndAClockOfTheLastCenturyFail() throws Exception {
        Path gone = directory.resolve("gone");
        List<Finding> findings = Doctor.examine(Instant.EPOCH, List.of(), Optional.empty(), gone);
        assertThat(findings)
                .filteredOn(finding -> finding.state() == Finding.State.FAIL)
                .extracting(Finding::subject)
                .containsExactly("clock", "files");
        assertThat(Files.exists(gone)).isFalse();
    }

    @Test
    void refusesWhatIsNoPort() {
        CommandRun run = CommandRun.of("doctor", "--port=70000");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--port must be in [1, 65535], got [70000]");
    }
}
