package bft.worker.wire;

import static bft.worker.codec.Codecs.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
    private final List<String> messages = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final MessageReader reader =
            new MessageReader(message -> messages.add(message.toString()), errors::add);

    private static Buffer message(String content) {
        return Buffer.buffer()
                .appendByte((byte) 0)
                .appendInt(content.length())
                .appendString(content);
    }

    @Test
    void findsTheSameMessagesHoweverTheDataAreCut() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        List<String> sent = new ArrayList<>();
        Buffer all = Buffer.buffer();
        for (int i = 0; i < 200; i++) {
            String content = "x".repeat(random.nextInt(40)) + i % 7;
            sent.add(i % 50 == 0 ? "" : content);
            all.appendBuffer(message(sent.get(i)));
        }
        for (int from = 0; from < all.length(); ) {
            int to = Math.min(all.length(), from + 1 + random.nextInt(60));
            reader.add(all.getBuffer(from, to));
            from = to;
        }

        assertThat(messages).as("seed %s", seed).isEqualTo(sent);
        assertThat(errors).isEmpty();
    }

    @Test
    void holdsBackWhatFollowsAPause() {
        var held = new MessageReader[1];
        held[0] =
                new MessageReader(
                        message -> {
                            messages.add(message.toString());
                            held[0].pause();
                        },
                        errors::add);
        held[0].add(message("a").appendBuffer(message("b")).appendBuffer(message("c")));
        held[0].add(message("d"));
        assertThat(messages).containsExactly("a");
        held[0].resume();
        assertThat(messages).containsExactly("a", "b");
        held[0].resume();
        held[0].resume();
        assertThat(messages).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aMessageOverTheLimitEndsTheReadingBeforeItsData() {
        int length = Protocol.MAX_MESSAGE_BYTES + 1;
        reader.add(message("a").appendByte((byte) 0).appendInt(length));
        reader.add(message("b"));
        assertThat(messages).containsExactly("a");
        assertThat(errors).containsExactly("message has over 262144 bytes");
    }

    @Test
    void aNegativeLengthIsOverTheLimit() {
        reader.add(Buffer.buffer().appendByte((byte) 0).appendInt(-1));
        assertThat(errors).containsExactly("message has over 262144 bytes");
    }

    @Test
    void aCompressedMessageIsRefused() {
        reader.add(Buffer.buffer().appendByte((byte) 1).appendInt(1).appendByte((byte) 7));
        assertThat(messages).isEmpty();
        assertThat(errors).containsExactly("a message is compressed");
    }

    @Test
    void frameWithItsPrefixIsTheFrame() throws Exception {
        List<Frame> frames = new ArrayList<>();
        var whole =
                new MessageReader(
                        message -> {
                            try {
                                frames.add(Frame.parse(message.copy()));
                            } catch (MalformedMessageException e) {
                                errors.add(e.getMessage());
                            }
                        },
                        errors::add);
        float[] values = {1, 2, 3};
        whole.add(Chunks.message(FLOAT32, FLOAT32.encoder(values, 0), 1, 3));
        assertThat(errors).isEmpty();
        assertThat(frames).hasSize(1);
        assertThat(frames.get(0).offset()).isEqualTo(1);
        assertThat(frames.get(0).bytes().remaining()).isEqualTo(8);
    }
}
