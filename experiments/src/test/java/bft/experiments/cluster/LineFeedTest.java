package bft.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LineFeedTest {
    private static final long LONG = 60_000;

    private static void write(PipedOutputStream out, String text) throws Exception {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Test
    void keepsAnUnfinishedLineUntilItsEndComes() throws Exception {
        try (var in = new PipedInputStream();
                var out = new PipedOutputStream(in)) {
            var feed = new LineFeed(in);
            write(out, "one\ntwö");
            assertThat(feed.read(LONG)).containsExactly("one");
            assertThat(feed.read(0)).isEmpty();
            write(out, "o\n");
            assertThat(feed.read(LONG)).containsExactly("twöo");
            assertThat(feed.isEnded()).isFalse();
        }
    }

    @Test
    void losesNoLineToAReaderThatIsFarBehindAndEndsWithAWholeOne() throws Exception {
        var text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int k = 0; k < 10_000; k++) {
            text.append("line ").append(k).append('\n');
            expected.add("line " + k);
        }
        byte[] bytes = text.append("half").toString().getBytes(StandardCharsets.UTF_8);
        var feed = new LineFeed(new ByteArrayInputStream(bytes));
        List<String> read = new ArrayList<>();
        boolean over = false;
        while (!over) {
            over = feed.isEnded();
            read.addAll(feed.read(1));
        }
        assertThat(read).isEqualTo(expected);
    }
}
