package bft.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.worker.wire.v1.Proto;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CodecsTest {

    @Test
    void everyCodecOfTheProtocolHasItsNameAndNumber() {
        for (Proto.Codec listed : Proto.Codec.values()) {
            if (listed != Proto.Codec.UNRECOGNIZED) {
                String name =
                        listed.name()
                                .substring("CODEC_".length())
                                .replace('_', '-')
                                .toLowerCase(Locale.ROOT);
                boolean isOfModels = listed == Proto.Codec.CODEC_DELTA;
                GradientCodec codec = isOfModels ? Codecs.ofModels(name) : Codecs.of(name);
                assertThat(codec.number()).isEqualTo(listed.getNumber());
            }
        }
    }

    @Test
    void everyCodecHasANumberOfItsOwn() {
        for (GradientCodec codec : Codecs.ALL) {
            assertThat(Codecs.numbered(codec.number(), Codecs.ALL)).contains(codec);
            assertThat(Codecs.of(codec.name())).isEqualTo(codec);
            assertThat(Codecs.of(codec.format()).number()).isEqualTo(codec.number());
        }
        assertThat(Codecs.ALL.stream().map(GradientCodec::number)).doesNotHaveDuplicates();
    }

    @Test
    void parametersThatOnlyTheSenderNeedsAreNotAgreedOn() {
        List<GradientCodec> readers = List.of(Codecs.of("int8:block=64"));
        assertThat(Codecs.understand(readers, Codecs.of("int8:block=64,levels=9"))).isTrue();
        assertThat(Codecs.understand(readers, Codecs.of("int8:block=32"))).isFalse();
        assertThat(Codecs.understand(readers, Codecs.of("sign:block=64"))).isFalse();
    }

    @Test
    void parametersOutsideTheirLimitsAreRefused() {
        List.of("int8:block=7", "int8:levels=128", "ternary:levels=1", "sign:feedback=2")
                .forEach(
                        wrong ->
                                assertThatIllegalArgumentException()
                                        .isThrownBy(() -> Codecs.of(wrong)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Codecs.listed("int8,int8:block=64"))
                .withMessageContaining("each kind once");
    }

    @Test
    void aListNamesEachOnce() {
        assertThat(Codecs.listed("bfloat16, float32,bfloat16"))
                .containsExactly(Codecs.of("bfloat16"), Codecs.FLOAT32);
        assertThat(Codecs.numbered(1, List.of(Codecs.FLOAT32))).isEmpty();
    }

    @Test
    void anUnknownNameIsToldWithThoseThereAre() {
        for (String unknown : new String[] {"float64", "float32,int9"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Codecs.listed(unknown))
                    .withMessageMatching(
                            "no codec '.*', did you mean '.*'\\? \\(there are float32.*");
        }
    }
}
