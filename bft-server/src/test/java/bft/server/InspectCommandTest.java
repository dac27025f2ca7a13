package bft.server;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.state.Snapshot;
import bft.aggregation.state.SnapshotFormat;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InspectCommandTest {
    @TempDir Path directory;

    @Test
    void aForgedCheckpointDoesNotControlTheTerminal() throws Exception {
        Path file = directory.resolve("checkpoint");
        Snapshot setting =
                Snapshot.of("setting").with("name", "job").with("value", "\u001b[2J").build();
        Snapshot header =
                Snapshot.of("checkpoint")
                        .with("format", 1L)
                        .with("run", 7L)
                        .with("version", 3L)
                        .with("saved", 9L)
                        .with(
                                "settings",
                                Snapshot.of("settings").with("all", List.of(setting)).build())
                        .build();
        try (FileChannel to =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            SnapshotFormat.write(header, to);
        }
        var printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            assertThat(new CommandLine(new InspectCommand()).execute("" + file)).isEqualTo(4);
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("version 3, saved", "--job \\u001b[2J")
                .doesNotContain("\u001b");
    }
}
