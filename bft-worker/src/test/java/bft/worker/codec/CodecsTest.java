package bft.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.worker.wire.v1.Proto;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CodecsTest {

    @Test
    void everyCodecHasItsNameAndNumberInTheProtocol() {
        assertThat(Codecs.ALL).hasSize(GradientCodec.class.getPermittedSubclasses().length);
        for (GradientCodec codec : Codecs.ALL) {
            String name = "CODEC_" + codec.name().toUpperCase(Locale.ROOT);
            assertThat(Proto.Codec.valueOf(name).getNumber()).isEqualTo(codec.number());
            assertThat(Codecs.numbered(codec.number(), Codecs.ALL)).contains(codec);
            assertThat(Codecs.of(codec.name())).isEqualTo(codec);
        }
    }

    @Test
    void aListNamesEachOnce() {
        assertThat(Codecs.listed("bfloat16, float32,bfloat16"))
                .containsExactly(new Bfloat16(), new Float32());
        assertThat(Codecs.numbered(1, List.of(Codecs.FLOAT32))).isEmpty();
    }

    @Test
    void anUnknownNameIsToldWithThoseThereAre() {
        for (String unknown : new String[] {"float64", "", "float32,"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Codecs.listed(unknown))
                    .withMessageContaining("is not known, there are: float32, bfloat16");
        }
    }
}
