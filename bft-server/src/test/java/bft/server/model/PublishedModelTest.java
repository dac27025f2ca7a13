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
    @Test
    void itsFramesMakeTheModelAgain() throws MalformedMessageException {
        float[] parameters = InitialParameters.uniform(61_408 * 2 + 5, 1, 3);
        var published = new PublishedModel(new Model(4, parameters));
        float[] row = new float[parameters.length];
        int due = 0;
        List<Buffer> messages = new ArrayList<>();
        var reader = new MessageReader(message -> messages.add(message.copy()), Assertions::fail);
        for (int i = 0; i < published.frameCount(Codecs.FLOAT32); i++) {
            reader.add(published.frame(Codecs.FLOAT32, i));
        }
        for (Buffer message : messages) {
            Frame frame = Frame.parse(message);
            due = Chunks.decode(frame, Codecs.FLOAT32, row, due).to();
        }
        assertThat(published.frameCount(Codecs.FLOAT32)).isEqualTo(3);
        assertThat(row).isEqualTo(parameters);
    }

    @Test
    void eachFrameIsEncodedOnce() {
        var published = new PublishedModel(new Model(4, new float[] {1, 2}));
        var half = Codecs.of("bfloat16");
        assertThat(published.frame(half, 0))
                .isSameAs(published.frame(half, 0))
                .isNotEqualTo(published.frame(Codecs.FLOAT32, 0));
    }
}
