package bft.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.wire.Chunks;
import bft.worker.wire.Frame;
import bft.worker.wire.MalformedMessageException;
import bft.worker.wire.MessageReader;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class PublishedModelTest {
    private static final int D = 61_408 * 2 + 5;

    /** Decodes all frames into a row. */
    private static void receive(EncodedModel encoded, float[] row)
            throws MalformedMessageException {
        List<Buffer> messages = new ArrayList<>();
        var reader = new MessageReader(message -> messages.add(message.copy()), Assertions::fail);
        for (int i = 0; i < encoded.frameCount(); i++) {
            reader.add(encoded.frame(i));
        }
        int due = 0;
        for (Buffer message : messages) {
            due = Chunks.decode(Frame.parse(message), encoded.codec(), row, due).to();
        }
        assertThat(due).isEqualTo(row.length);
    }

    private static long bytes(EncodedModel encoded) {
        long bytes = 0;
        for (int i = 0; i < encoded.frameCount(); i++) {
            bytes += encoded.frame(i).length();
        }
        return bytes;
    }

    @Test
    void itsFramesMakeTheModelAgain() throws MalformedMessageException {
        float[] parameters = InitialParameters.uniform(D, 1, 3);
        var published = new PublishedModel(new Model(4, parameters));
        EncodedModel encoded = published.encoded(Codecs.FLOAT32, 3);
        float[] row = new float[D];
        receive(encoded, row);
        assertThat(encoded.frameCount()).isEqualTo(3);
        assertThat(encoded.checksum()).isEmpty();
        assertThat(row).isEqualTo(parameters);
    }

    @Test
    void itsChangesMakeItOfTheVersionBefore() throws MalformedMessageException {
        float[] before = InitialParameters.uniform(D, 1, 3);
        float[] after = before.clone();
        for (int k = 0; k < D; k++) {
            after[k] -= 1e-4f * (k % 7);
        }
        var published = new PublishedModel(new Model(4, before)).followedBy(new Model(5, after));
        EncodedModel changes = published.encoded(Codecs.DELTA, 4);
        float[] row = before.clone();
        receive(changes, row);
        assertThat(row).isEqualTo(after);
        assertThat(changes.checksum()).hasValue(Chunks.checksum(after));
        assertThat(bytes(changes)).isLessThan(bytes(published.encoded(Codecs.FLOAT32, 4)) * 6 / 10);
    }

    @Test
    void onlyWhoHasTheVersionBeforeIsSentChanges() {
        var first = new PublishedModel(new Model(4, new float[] {1, 2}));
        var next = first.followedBy(new Model(5, new float[] {1, 3}));
        for (long held : new long[] {-1, 3, 5, 6}) {
            assertThat(next.encoded(Codecs.DELTA, held).codec()).isEqualTo(Codecs.FLOAT32);
        }
        assertThat(first.encoded(Codecs.DELTA, 3).codec()).isEqualTo(Codecs.FLOAT32);
        assertThat(next.encoded(Codecs.DELTA, 4).codec()).isEqualTo(Codecs.DELTA);
    }

    @Test
    void eachFrameIsEncodedOnce() {
        var published =
                new PublishedModel(new Model(3, new float[2]))
                        .followedBy(new Model(4, new float[] {1, 2}));
        for (var codec : Codecs.OF_MODELS) {
            assertThat(published.encoded(codec, 3).frame(0))
                    .isSameAs(published.encoded(codec, 3).frame(0))
                    .isNotEqualTo(published.encoded(Codecs.FLOAT32, 3).frame(0));
        }
    }
}
