package bft.worker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Contribution;
import bft.worker.codec.Codecs;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Contract;
import bft.worker.wire.JobPhase;
import bft.worker.wire.Protocol;
import bft.worker.wire.ServerStatus;
import org.junit.jupiter.api.Test;

/** What a client says and hears when all goes well. */
class GrpcClientTest extends ClientFixture {
    @Test
    void carriesFiveMillionParametersBothWaysToTheBit() throws Exception {
        int d = 5_000_000;
        server.contract = contract(d, Protocol.CHUNK_BYTES, 0);
        server.parameters = random(d, 2);
        float[] gradient = random(d, 3);

        Model model = await(client.pull(-1));
        Verdict verdict = await(client.push(new Contribution(3, model.version(), gradient)));

        assertThat(model.version()).isZero();
        assertThat(model.parameters()).isEqualTo(server.parameters);
        assertThat(verdict).isEqualTo(new Accepted(1));
        assertThat(server.pushes.get(0).gradient()).isEqualTo(gradient);
    }

    @Test
    void joinsOnceWithItsToken() throws Exception {
        Contract contract = await(client.join());
        await(client.pull(-1));

        assertThat(contract).isEqualTo(server.contract);
        assertThat(server.tokens).containsExactly("Bearer secret-7");
    }

    @Test
    void asksAgainUntilThereIsANewerModel() throws Exception {
        server.version = 4;
        server.pull =
                request -> {
                    server.version = server.pulls.size() == 2 ? 5 : 4;
                    server.answerPull(request);
                };

        Model model = await(client.pull(4));

        assertThat(model.version()).isEqualTo(5);
        assertThat(server.pulls).hasSize(3).allMatch(p -> p.newerThan() == 4);
        assertThat(server.pulls.get(0).waitMillis()).isEqualTo(200);
        assertThat(server.joins()).isEqualTo(1);
    }

    @Test
    void numbersItsPushesOnFromTheContract() throws Exception {
        server.contract = contract(DIMENSION, CHUNK_BYTES, 41);

        await(client.push(gradient()));
        await(client.push(gradient()));

        assertThat(server.pushes.stream().map(p -> p.header().sequence()))
                .containsExactly(42L, 43L);
        assertThat(server.pushes.get(0).header().dimension()).isEqualTo(DIMENSION);
    }

    @Test
    void aRefusalIsAResultWithItsReasonAndDetail() throws Exception {
        server.push =
                request ->
                        server.receive(
                                request,
                                () ->
                                        FakeServer.refuse(
                                                request,
                                                Refusal.NON_FINITE,
                                                "coordinate 3 of 2f+3 is NaN, 100 % sure"));

        Verdict verdict = await(client.push(gradient()));

        assertThat(verdict)
                .isEqualTo(
                        new Refused(Refusal.NON_FINITE, "coordinate 3 of 2f+3 is NaN, 100 % sure"));
        assertThat(server.pushes).hasSize(1);
    }

    @Test
    void tellsTheEndOfTheJob() throws Exception {
        server.state = JobPhase.FINISHED;
        server.version = 500;
        assertThat(await(client.pull(499)).version()).isEqualTo(500);
        assertThatThrownBy(() -> await(client.pull(500)))
                .isInstanceOf(JobEndedException.class)
                .hasMessage("the job finished at version 500");

        server.state = JobPhase.FAILED;
        assertThatThrownBy(() -> await(client.pull(500)))
                .isInstanceOf(JobEndedException.class)
                .hasMessage("the job failed at version 500: because");
        assertThat(server.joins()).isEqualTo(1);
    }

    @Test
    void readsTheStatusWithoutRegistering() throws Exception {
        server.version = 17;

        ServerStatus status = await(client.status());

        assertThat(status.version()).isEqualTo(17);
        assertThat(status.connected()).isZero();
        assertThat(status.distrusted()).containsEntry(2, "distance 5.9 x the median");
    }

    @Test
    void aGradientTravelsInTheCodecThatWasChosen() throws Exception {
        var options = OPTIONS.withCodec(Codecs.of("bfloat16"));
        var other = new GrpcClient(vertx, server.address(), TOKEN, options);
        float[] gradient = new float[DIMENSION];
        gradient[0] = 1 + 0x1p-9f;
        gradient[DIMENSION - 1] = -3;
        await(other.push(new Contribution(3, 0, gradient)));
        float[] arrived = server.pushes.get(0).gradient();
        assertThat(arrived[0]).isEqualTo(1);
        assertThat(arrived[DIMENSION - 1]).isEqualTo(-3);
        other.close();
    }

    @Test
    void theContractIsLearntWithoutTheSlot() throws Exception {
        assertThat(await(client.contract())).isEqualTo(server.contract);
        assertThat(server.looks).hasValue(1);
        assertThat(server.joins()).isZero();
        assertThat(await(client.join())).isEqualTo(server.contract);
        assertThat(server.joins()).isEqualTo(1);
    }
}
