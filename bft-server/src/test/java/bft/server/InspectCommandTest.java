package bft.server;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.state.Snapshot;
import bft.aggregation.state.SnapshotFormat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InspectCommandTest {
    @TempDir Path directory;

    @Test
    void aForgedCheckpointDoesNotControlTheTerminal() throws Exception {
        Path file = directory.resolve("checkpoint");
        Snapshot setting =
                Snapshot.of("setting").with("name", "job").with("value", "\u001b[2J\u009b").build();
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
        for (String format : List.of("--json=false", "--json=true")) {
            var printed = new StringWriter();
            var command = new CommandLine(new InspectCommand());
            command.setOut(new PrintWriter(printed, true));
            assertThat(command.execute("" + file, format)).isEqualTo(4);
            assertThat(printed.toString().toLowerCase(Locale.ROOT))
                    .contains("version", "\\u001b[2j", "\\u009b")
                    .doesNotContain("\u001b", "\u009b");
        }
    }
}
