package bft.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.verdict.Refusal;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalsTest {

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void everyReasonIsAnErrorAndStandsInTheContract(Refusal reason) throws Exception {
        String proto = Files.readString(Path.of("src/main/proto/bft/v1/parameter_server.proto"));

        assertThat(Refusals.status(reason)).isNotEqualTo(GrpcStatus.OK);
        assertThat(Refusals.named(reason.name())).contains(reason);
        assertThat(proto)
                .containsPattern("// +" + reason + " +" + Refusals.status(reason).name() + " ");
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void otherNamesAreNoReason(Refusal reason) {
        assertThat(Refusals.named(reason.name().toLowerCase())).isEmpty();
    }
}
