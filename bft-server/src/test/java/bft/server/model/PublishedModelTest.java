package bft.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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
        encoded.open();
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
        encoded.close();
    }

    private static long bytes(EncodedModel encoded) {
        long bytes = 0;
        encoded.open();
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
    void eachFrameIsEncodedOnceAndSharedByAllWhoAreSentIt() {
        var published =
                new PublishedModel(new Model(3, new float[2]))
                        .followedBy(new Model(4, new float[] {1, 2}));
        for (var codec : Codecs.OF_MODELS) {
            EncodedModel encoded = published.encoded(codec, 3);
            assertThat(published.encoded(codec, 3)).isSameAs(encoded);
            encoded.open();
            Buffer one = encoded.frame(0);
            Buffer other = encoded.frame(0);
            other.setByte(0, (byte) 77);
            assertThat(one).isNotSameAs(other);
            assertThat(one.getByte(0)).isEqualTo((byte) 77);
            encoded.close();
        }
    }

    @Test
    void theMemoryOfAVersionIsUsedAgainOnceItIsOldAndNobodyIsSentIt() throws Exception {
        var first = new PublishedModel(new Model(0, new float[] {1, 2}));
        EncodedModel old = first.encoded(Codecs.FLOAT32, -1);
        old.open();
        old.open();
        Buffer room = old.frame(0);
        var second = first.followedBy(new Model(1, new float[] {3, 4}));
        EncodedModel newer = second.encoded(Codecs.FLOAT32, -1);
        newer.open();
        assertThat(newer.frame(0)).isNotEqualTo(room);
        old.close();
        float[] row = new float[2];
        receive(old, row);
        assertThat(row).containsExactly(1, 2);
        old.close();
        EncodedModel last =
                second.followedBy(new Model(2, new float[2])).encoded(Codecs.FLOAT32, 0);
        last.open();
        assertThat(last.frame(0)).isEqualTo(room);
        newer.close();
    }

    @Test
    void whoComesLateIsStillSentAnOldVersion() throws Exception {
        var first = new PublishedModel(new Model(0, new float[] {1, 2}));
        EncodedModel old = first.encoded(Codecs.FLOAT32, -1);
        first.followedBy(new Model(1, new float[2]));
        float[] row = new float[2];
        receive(old, row);
        receive(old, row);
        assertThat(row).containsExactly(1, 2);
        assertThatIllegalStateException().isThrownBy(() -> old.frame(0));
    }
}
