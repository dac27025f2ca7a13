package bft.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.verdict.Accepted;
import bft.worker.wire.v1.Proto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {

    private static final List<Tensor> TENSORS =
            List.of(new Tensor("weights", List.of(3, 4)), new Tensor("bias", List.of(4)));

    private static final Task TASK =
            new Task("mlp:hidden=64-32", 65_536, "reshuffled", "local-steps:k=5", TENSORS);

    private static final Transfer TRANSFER = new Transfer(4096, Codecs.ALL, Codecs.OF_MODELS, 64);

    private static Contract contract(int worker, int dimension) {
        return contract(worker, dimension, TASK);
    }

    private static Contract contract(int worker, int dimension, Task task) {
        return new Contract(
                "job",
                worker,
                11,
                3,
                dimension,
                task,
                TRANSFER,
                -7L,
                500,
                12,
                Incarnation.UNSPECIFIED);
    }

    @Test
    void everyMessageReadsBackAsItWasWritten() throws Exception {
        Contract worker = contract(10, 16);
        assertThat(Messages.readContract(Messages.encode(worker))).isEqualTo(worker);
        Contract observer = contract(Contract.OBSERVER, 16);
        assertThat(Messages.readContract(Messages.encode(observer))).isEqualTo(observer);
        assertThat(observer.isObserver()).isTrue();

        PullRequest pull = new PullRequest(-1, 60_000, 77);
        assertThat(Messages.readPullRequest(Messages.encode(pull))).isEqualTo(pull);
        PushHeader push = new PushHeader(0, 1, Protocol.MAX_DIMENSION, 0, 63, true);
        assertThat(Messages.readPushHeader(Frame.parse(Messages.encode(push)))).isEqualTo(push);
        for (JobPhase state : JobPhase.values()) {
            for (OptionalDouble rate :
                    List.of(
                            OptionalDouble.empty(),
                            OptionalDouble.of(0),
                            OptionalDouble.of(Double.MAX_VALUE))) {
                PullHeader header = new PullHeader(-1, 16, state, "why", rate, 2);
                assertThat(Messages.readPullHeader(Frame.parse(Messages.encode(header))))
                        .isEqualTo(header);
                PullHeader checked = header.checkedBy(OptionalInt.of(-7));
                assertThat(Messages.readPullHeader(Frame.parse(Messages.encode(checked))))
                        .isEqualTo(checked);
            }
        }

        ServerStatus status =
                new ServerStatus(
                        "job",
                        JobPhase.RUNNING,
                        5,
                        9,
                        11,
                        3,
                        10,
                        new TreeMap<>(Map.of(2, "far")),
                        "",
                        Optional.empty());
        assertThat(Messages.readStatus(Messages.encode(status))).isEqualTo(status);
        var guarantee =
                new ServerStatus.Guarantee(
                        2, 10, "tolerates only 2", new TreeMap<>(Map.of(4, "removed")), "0.3");
        ServerStatus full =
                new ServerStatus(
                        "job",
                        JobPhase.RUNNING,
                        5,
                        9,
                        11,
                        3,
                        10,
                        new TreeMap<>(),
                        "",
                        Optional.of(guarantee));
        assertThat(Messages.readStatus(Messages.encode(full))).isEqualTo(full);
        for (long instance : new long[] {JoinRequest.UNNAMED, 1, -1, Long.MIN_VALUE}) {
            for (boolean contractOnly : new boolean[] {true, false}) {
                JoinRequest join = new JoinRequest(7, instance, contractOnly);
                assertThat(Messages.readJoin(Messages.encode(join))).isEqualTo(join);
            }
        }
        assertThat(Messages.readLeave(Messages.encodeLeave("done"))).isEqualTo("done");
        assertThat(Messages.readAccepted(Messages.encode(new Accepted(0.25))))
                .isEqualTo(new Accepted(0.25));
    }

    @Test
    void aServerThatNamesNoCodecTakesFloat32AndUnknownOnesAreSkipped() throws Exception {
        assertThat(codecs(reply().clearCodecs())).containsExactly(Codecs.FLOAT32);
        assertThat(codecs(reply().clearCodecs().addCodecsValue(77).addCodecsValue(1)))
                .containsExactly(Codecs.of("bfloat16"));
        assertContractRefused(
                reply().clearCodecs().addCodecsValue(77), "accepts none of the codecs known here");
    }

    @Test
    void aServerThatSaysNothingOfAttemptsHasOneAndThereIsALimit() throws Exception {
        assertThat(read(reply().clearAttempts()).attempts()).isEqualTo(1);
        assertThat(read(reply().setAttempts(1024)).attempts()).isEqualTo(1024);
        assertContractRefused(reply().setAttempts(1025), "attempts must be in [1, 1024], got 1025");
    }

    private static Transfer read(Proto.JoinReply.Builder reply) throws MalformedMessageException {
        return Messages.readContract(Buffer.buffer(reply.build().toByteArray())).transfer();
    }

    private static List<GradientCodec> codecs(Proto.JoinReply.Builder reply)
            throws MalformedMessageException {
        return read(reply).codecs();
    }

    @Test
    void aTaskMaySayAnyPartOfItself() throws Exception {
        for (Task task :
                List.of(
                        Task.UNSPECIFIED,
                        Task.UNSPECIFIED.with(TENSORS),
                        new Task("softmax", 0, "", "", List.of()),
                        new Task("", 1, "", "", TENSORS),
                        new Task("", 0, "reshuffled", "", List.of()),
                        new Task("", 0, "", "none", List.of()))) {
            Contract contract = contract(3, 16, task);
            assertThat(Messages.readContract(Messages.encode(contract))).isEqualTo(contract);
        }
    }

    @Test
    void whatALaterVersionSaysOfTheTaskIsSkipped() throws Exception {
        var later =
                UnknownFieldSet.newBuilder()
                        .addField(
                                99,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFromUtf8("novelty"))
                                        .build())
                        .build();
        Proto.JoinReply.Builder reply = reply();
        reply.getTaskBuilder().setVersion(7).setUnknownFields(later);
        reply.setUnknownFields(later);

        Buffer message = Buffer.buffer(reply.build().toByteArray());
        assertThat(Messages.readContract(message)).isEqualTo(contract(10, 16));
    }

    @Test
    void refusesATaskBeyondItsLimits() {
        String longest = "x".repeat(Task.MAX_NAME);
        assertTaskRefused(task -> task.clearVersion(), "the task has no version");
        assertTaskRefused(task -> task.setBatch(-1), "batch must be in [0, 2147483647], got 4294");
        assertTaskRefused(
                task -> task.setModel(longest + "y"),
                "model must have at most 200 characters, has 201");
        assertTaskRefused(
                task -> task.setSampling(longest + "y"), "sampling must have at most 200");
        assertTaskRefused(task -> task.setLocal(longest.repeat(500)), "has 100000");
        var many = reply();
        for (int i = 0; i < Task.MAX_TENSORS; i++) {
            many.addTensors(Proto.Tensor.newBuilder().addShape(1));
        }
        assertContractRefused(many, "number of tensors must be in [0, 4096], got 4098");
    }

    @Test
    void aRateIsANumberThatADescentCanTake() {
        for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            var header =
                    Proto.PullHeader.newBuilder()
                            .setDimension(1)
                            .setState(Proto.JobState.JOB_STATE_RUNNING)
                            .setRate(bad);
            byte[] frame = Proto.PullFrame.newBuilder().setHeader(header).build().toByteArray();
            assertThatThrownBy(() -> Messages.readPullHeader(Frame.parse(Buffer.buffer(frame))))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessage("rate must be finite and >= 0, got " + bad);
        }
    }

    @Test
    void aContractWithBytesTurnedIsReadOrMalformedAndNeverMore() {
        byte[] sound = Messages.encode(contract(10, 16)).getBytes();
        for (long seed = 1; seed <= 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = sound.clone();
            for (int turned = random.nextInt(4); turned >= 0; turned--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                Task task = Messages.readContract(Buffer.buffer(bytes)).task();
                assertThat(task.model().length()).isLessThanOrEqualTo(Task.MAX_NAME);
                assertThat(task.batch()).isNotNegative();
            } catch (MalformedMessageException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void textThatWouldChangeTheTerminalIsNotPrinted() {
        for (String bad :
                new String[] {
                    "\u0007", "\u009b", "\u202e", "\u2066", "\u200f", "\ufeff", "\u2028", "\ud83d"
                }) {
            assertThat(Messages.printable("a" + bad + "b", 9)).isEqualTo("a?b");
        }
        assertThat(Messages.printable("grün \ud83d\ude00 数", 20)).isEqualTo("grün \ud83d\ude00 数");
        assertThat(Messages.printable("ab\ud83d\ude00", 3)).isEqualTo("ab?");
    }

    @Test
    void refusesAContractWithImpossibleNumbers() {
        assertContractRefused(reply().setDimension(17), "add up to the dimension 17, got 16");
        assertContractRefused(
                reply().setDimension(-1), "dimension must be in [1, 2147483639], got -1");
        assertContractRefused(reply().setByzantine(11), "f must be in [0, 10], got 11");
        assertContractRefused(reply().setWorker(11), "worker must be in [-1, 10], got 11");
        assertContractRefused(reply().setWorker(-1), "worker must be less than n, got 4294967295");
        assertContractRefused(
                reply().setChunkBytes(245_636), "chunk bytes must be in [4, 245632], got 245636");
        assertContractRefused(
                reply().setChunkBytes(6), "chunk bytes must be a multiple of 4, got 6");
        assertContractRefused(reply().setFinalVersion(0), "final version must be in [1,");
        assertContractRefused(reply().setProtocolVersion(2), "protocol version must be 1, got 2");
        assertContractRefused(
                reply().addTensors(Proto.Tensor.newBuilder().setName("t").addShape(0)),
                "tensor 't' needs 1 to 8 axes of length >= 1, got [0]");
        assertContractRefused(
                reply().addTensors(
                                Proto.Tensor.newBuilder()
                                        .addAllShape(List.of(1 << 30, 1 << 30, 1 << 30, 1 << 30))),
                "add up to the dimension 16, got 2147483664");
    }

    @Test
    void refusesHeadersOutsideTheirLimits() throws Exception {
        assertPushRefused(
                new PushHeader(-1, 1, 1, 0, 0, false),
                "base version must be in [0, 9223372036854775807], got -1");
        assertPushRefused(
                new PushHeader(0, 0, 1, 0, 0, false),
                "sequence must be in [1, 9223372036854775806], got 0");
        assertPushRefused(
                new PushHeader(0, 1, 0, 0, 0, false),
                "dimension must be in [1, 2147483639], got 0");
        var otherCodec =
                Proto.PushHeader.newBuilder().setSequence(1).setDimension(1).setCodecValue(3);
        Buffer frame =
                Buffer.buffer(
                        Proto.PushFrame.newBuilder().setHeader(otherCodec).build().toByteArray());
        assertThat(Messages.readPushHeader(Frame.parse(frame)).codec()).isEqualTo(3);
        assertThatThrownBy(() -> Messages.readPullRequest(Messages.encode(new PullRequest(-2, 0))))
                .hasMessage("newer than must be in [-1, 9223372036854775807], got -2");
        assertThatThrownBy(
                        () -> Messages.readPullRequest(Messages.encode(new PullRequest(0, 60_001))))
                .hasMessage("wait millis must be in [0, 60000], got 60001");
        byte[] weight = Proto.PushReply.newBuilder().setWeight(Double.NaN).build().toByteArray();
        assertThatThrownBy(() -> Messages.readAccepted(Buffer.buffer(weight)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("weight must be finite and >= 0, got NaN");
    }

    private static SortedMap<Figure, Double> read(Proto.PushHeader.Builder header)
            throws MalformedMessageException {
        Proto.PushHeader valid = header.setSequence(1).setDimension(1).build();
        byte[] frame = Proto.PushFrame.newBuilder().setHeader(valid).build().toByteArray();
        return Messages.readPushHeader(Frame.parse(Buffer.buffer(frame))).figures();
    }

    private static Proto.Figure figure(int name, double value) {
        return Proto.Figure.newBuilder().setNameValue(name).setValue(value).build();
    }

    @Test
    void figuresReadBackAsTheyWereWritten() throws Exception {
        var figures = new TreeMap<>(Map.of(Figure.LOSS, -2.5, Figure.ACCURACY, 0.0));
        var push = new PushHeader(0, 1, 1, 0, 0, true, figures);
        assertThat(Messages.readPushHeader(Frame.parse(Messages.encode(push)))).isEqualTo(push);
    }

    @ParameterizedTest
    @CsvSource({
        "1,NaN",
        "1,Infinity",
        "1,-Infinity",
        "1,1e300",
        "1,-1e30",
        "2,1.001",
        "2,-0.001",
        "0,1",
        "77,1",
        "-1,1"
    })
    void aFigureThatIsUnknownOrOutsideItsLimitsIsSkipped(int name, double value) throws Exception {
        var header =
                Proto.PushHeader.newBuilder()
                        .addFigures(figure(name, value))
                        .addFigures(figure(2, 0.5));
        assertThat(read(header)).containsExactly(Map.entry(Figure.ACCURACY, 0.5));
    }

    @Test
    void ofManyFiguresTheFirstCount() throws Exception {
        var header =
                Proto.PushHeader.newBuilder().addFigures(figure(1, 1)).addFigures(figure(1, 9));
        for (int i = 0; i < 10_000; i++) {
            header.addFigures(figure(7, i));
        }
        header.addFigures(figure(2, 0.5));
        assertThat(read(header)).containsExactly(Map.entry(Figure.LOSS, 1.0));
    }

    @Test
    void textFromTheOtherEndIsShortAndPrintable() throws Exception {
        String hostile = "\u001B[2Jboo\n" + "x".repeat(1_000);

        String reason = Messages.readLeave(Messages.encodeLeave(hostile));

        assertThat(reason).startsWith("?[2Jboo?xxx").hasSize(200);
    }

    @Test
    void arbitraryBytesAreOnlyEverMalformed() {
        for (long seed = 1; seed <= 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            Buffer message = Buffer.buffer(bytes);
            try {
                Messages.readContract(message);
            } catch (MalformedMessageException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static Proto.JoinReply.Builder reply() {
        try {
            return Proto.JoinReply.parseFrom(Messages.encode(contract(10, 16)).getBytes())
                    .toBuilder();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertContractRefused(Proto.JoinReply.Builder reply, String reason) {
        assertThatThrownBy(() -> Messages.readContract(Buffer.buffer(reply.build().toByteArray())))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(reason);
    }

    private static void assertTaskRefused(Consumer<Proto.Task.Builder> change, String reason) {
        Proto.JoinReply.Builder reply = reply();
        change.accept(reply.getTaskBuilder());
        assertContractRefused(reply, reason);
    }

    private static void assertPushRefused(PushHeader header, String reason) {
        assertThatThrownBy(() -> Messages.readPushHeader(Frame.parse(Messages.encode(header))))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage(reason);
    }
}
