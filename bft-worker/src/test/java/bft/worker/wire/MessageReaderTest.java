package bft.worker.wire;

import static bft.worker.codec.Codecs.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
    void longMessagesInPiecesOfAnySizeAreTheSame() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        List<String> sent = new ArrayList<>();
        Buffer all = Buffer.buffer();
        for (int i = 0; i < 6; i++) {
            String content = ("" + (char) ('a' + i)).repeat(50_000 * i) + "abcdefgh".repeat(i + 9);
            sent.add(content);
            all.appendBuffer(message(content));
        }
        int most = 1 + random.nextInt(16_384);
        for (int from = 0; from < all.length(); ) {
            int to = Math.min(all.length(), from + 1 + random.nextInt(most));
            reader.add(all.getBuffer(from, to));
            from = to;
        }
        assertThat(errors).isEmpty();
        assertThat(messages.equals(sent)).as("seed %s, pieces to %s", seed, most).isTrue();
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
        assertThat(frames.get(0).pieces()).hasSize(1);
    }

    @Test
    void floatsInPiecesGoIntoTheRowHoweverTheyAreCut() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        float[] values = new float[5_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
        }
        values[0] = 1;
        values[4_321] = Float.NaN;
        Buffer message = Chunks.message(FLOAT32, FLOAT32.encoder(values, 0), 0, values.length);
        for (int most : new int[] {3, 5, 700, 4_000, 16_384}) {
            float[] row = new float[values.length];
            DecodedRange[] range = new DecodedRange[1];
            var split =
                    new MessageReader(
                            whole -> {
                                try {
                                    range[0] = Chunks.decode(Frame.parse(whole), FLOAT32, row, 0);
                                } catch (MalformedMessageException e) {
                                    errors.add(e.getMessage());
                                }
                            },
                            errors::add);
            for (int from = 0; from < message.length(); ) {
                int to = Math.min(message.length(), from + 1 + random.nextInt(most));
                split.add(message.getBuffer(from, to));
                from = to;
            }
            assertThat(errors).isEmpty();
            assertThat(range[0].to()).isEqualTo(values.length);
            assertThat(row[range[0].firstNonFinite()]).matches(first -> !Float.isFinite(first));
            assertThat(bits(row)).as("seed %s", seed).isEqualTo(bits(values));
        }
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }

    @Test
    void floatsInPiecesThatAreCutShortAreRefused() {
        Buffer content = Chunks.encode(FLOAT32, new float[] {1, 2}, 0, 2);
        Buffer cut = content.getBuffer(0, content.length() - 1).setByte(1, (byte) 7);
        List<String> refusals = new ArrayList<>();
        var split =
                new MessageReader(
                        whole -> {
                            try {
                                Chunks.decode(Frame.parse(whole), FLOAT32, new float[2], 0);
                            } catch (MalformedMessageException e) {
                                refusals.add(e.getMessage());
                            }
                        },
                        errors::add);
        Buffer sent = MessageReader.message(cut);
        split.add(sent.getBuffer(0, 11));
        split.add(sent.getBuffer(11, sent.length()));
        assertThat(refusals)
                .containsExactly("float32: data must have a positive multiple of 4 bytes, got 7");
    }
}
