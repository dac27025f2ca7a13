package bft.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SignBitsTest {

    @Test
    void aBlockIsItsMeanSizeWithSigns() throws Exception {
        GradientCodec codec = Codecs.of("sign:block=8");
        float[] values = {1, -2, 3, 0, 0, 0, -2, 0, 0.5f};
        ByteBuffer chunk = ByteBuffer.allocate((int) codec.maxBytes(9));
        codec.encoder(values, 0).encode(0, 9, chunk);
        assertThat(chunk.array())
                .containsExactly(9, 0, 0, 0, 0, 0, -128, 0x3F, 0b01000010, 0, 0, 0, 0x3F, 0);
        float[] row = new float[9];
        codec.decode(chunk.flip(), row, 0, 9);
        assertThat(row).containsExactly(1, -1, 1, 1, 1, 1, -1, 1, 0.5f);
    }
}
