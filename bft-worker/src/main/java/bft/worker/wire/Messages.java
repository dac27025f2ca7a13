package bft.worker.wire;

import bft.spec.BadArgument;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.verdict.Accepted;
import bft.worker.wire.v1.Proto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Encodes records as small messages and decodes them; the only class that uses generated code.
 *
 * <p>All methods that read throw {@link MalformedMessageException} if the bytes do not parse or a
 * value is outside the limits in {@code parameter_server.proto}. Text from the other end is cut to
 * its limit and has no control characters, so it may be printed.
 *
 * <p>The file is long because it has both directions of every message.
 */
public final class Messages {

    private static final int MAX_NAME = Task.MAX_NAME;
    private static final int TASK_VERSION = 1;
    private static final int MAX_TEXT = 1_000;
    private static final int MAX_FIGURES = 16;
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private Messages() {}

    public static Buffer encode(JoinRequest request) {
        return encode(
                Proto.JoinRequest.newBuilder()
                        .setProtocolVersion(request.protocolVersion())
                        .setInstance(request.instance())
                        .setContractOnly(request.contractOnly())
                        .build());
    }

    public static JoinRequest readJoin(Buffer message) throws MalformedMessageException {
        Proto.JoinRequest request = parse(Proto.JoinRequest.parser(), message);
        return new JoinRequest(
                request.getProtocolVersion(), request.getInstance(), request.getContractOnly());
    }

    public static Buffer encode(Contract contract) {
        var reply =
                Proto.JoinReply.newBuilder()
                        .setProtocolVersion(Protocol.VERSION)
                        .setJob(contract.job())
                        .setWorkers(contract.n())
                        .setByzantine(contract.f())
                        .setDimension(contract.dimension())
                        .setChunkBytes(contract.transfer().chunkBytes())
                        .setSeed(contract.seed())
                        .setFinalVersion(contract.finalVersion())
                        .setLastSequence(contract.lastSequence())
                        .setRun(contract.incarnation().run())
                        .setStart(contract.incarnation().start());
        if (contract.transfer().attempts() > 1) {
            reply.setAttempts(contract.transfer().attempts());
        }
        for (GradientCodec codec : contract.transfer().codecs()) {
            reply.addCodecsValue(codec.number()).addCodecFormats(codec.format());
        }
        contract.transfer().pullCodecs().forEach(one -> reply.addPullCodecsValue(one.number()));
        if (!contract.isObserver()) {
            reply.setWorker(contract.worker());
        }
        for (Tensor tensor : contract.task().tensors()) {
            reply.addTensors(
                    Proto.Tensor.newBuilder().setName(tensor.name()).addAllShape(tensor.shape()));
        }
        contract.transfer().datagrams().ifPresent(terms -> reply.setDatagrams(encode(terms)));
        if (contract.task().saysHow()) {
            reply.setTask(encode(contract.task()));
        }
        return encode(reply.build());
    }

    public static Contract readContract(Buffer message) throws MalformedMessageException {
        Proto.JoinReply reply = parse(Proto.JoinReply.parser(), message);
        if (reply.getProtocolVersion() != Protocol.VERSION) {
            throw new MalformedMessageException(
                    "protocol version must be %s, got %s"
                            .formatted(Protocol.VERSION, reply.getProtocolVersion()));
        }
        try {
            return new Contract(
                    printable(reply.getJob(), MAX_NAME),
                    reply.hasWorker() ? slot(reply.getWorker()) : Contract.OBSERVER,
                    reply.getWorkers(),
                    reply.getByzantine(),
                    reply.getDimension(),
                    task(reply),
                    transfer(reply),
                    reply.getSeed(),
                    reply.getFinalVersion(),
                    reply.getLastSequence(),
                    new Incarnation(reply.getRun(), reply.getStart()));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("contract: " + e.getMessage());
        }
    }

    public static Buffer encode(PullRequest request) {
        return encode(
                Proto.PullRequest.newBuilder()
                        .setNewerThan(request.newerThan())
                        .setWaitMillis(request.waitMillis())
                        .setCodecValue(request.codec())
                        .build());
    }

    public static PullRequest readPullRequest(Buffer message) throws MalformedMessageException {
        Proto.PullRequest request = parse(Proto.PullRequest.parser(), message);
        requireIn("newer than", request.getNewerThan(), -1, Long.MAX_VALUE);
        requireIn("wait millis", request.getWaitMillis(), 0, Protocol.MAX_WAIT_MILLIS);
        return new PullRequest(
                request.getNewerThan(), request.getWaitMillis(), request.getCodecValue());
    }

    /** The first frame of the answer to a pull. */
    public static Buffer encode(PullHeader header) {
        var proto =
                Proto.PullHeader.newBuilder()
                        .setVersion(header.version())
                        .setDimension(header.dimension())
                        .setState(encode(header.state()))
                        .setMessage(header.message())
                        .setCodecValue(header.codec());
        header.rate().ifPresent(proto::setRate);
        header.checksum().ifPresent(proto::setChecksum);
        return encode(Proto.PullFrame.newBuilder().setHeader(proto).build());
    }

    public static PullHeader readPullHeader(Frame frame) throws MalformedMessageException {
        Proto.PullHeader header = parse(Proto.PullHeader.parser(), frame.headerBytes());
        requireIn("version", header.getVersion(), -1, Long.MAX_VALUE);
        requireIn("dimension", header.getDimension(), 1, Protocol.MAX_DIMENSION);
        return new PullHeader(
                header.getVersion(),
                header.getDimension(),
                state(header.getState()),
                printable(header.getMessage(), MAX_TEXT),
                rate(header),
                header.getCodecValue(),
                header.hasChecksum() ? OptionalInt.of(header.getChecksum()) : OptionalInt.empty());
    }

    /** The first frame of a push. */
    public static Buffer encode(PushHeader header) {
        var proto =
                Proto.PushHeader.newBuilder()
                        .setBaseVersion(header.baseVersion())
                        .setSequence(header.sequence())
                        .setDimension(header.dimension())
                        .setCodecValue(header.codec())
                        .setChecked(header.isChecked())
                        .setAttempt(header.attempt())
                        .setAsDatagrams(header.asDatagrams());
        header.figures()
                .forEach(
                        (figure, value) ->
                                proto.addFigures(
                                        Proto.Figure.newBuilder()
                                                .setNameValue(figure.number())
                                                .setValue(value)));
        return encode(Proto.PushFrame.newBuilder().setHeader(proto).build());
    }

    public static PushHeader readPushHeader(Frame frame) throws MalformedMessageException {
        Proto.PushHeader header = parse(Proto.PushHeader.parser(), frame.headerBytes());
        requireIn("base version", header.getBaseVersion(), 0, Long.MAX_VALUE);
        requireIn("sequence", header.getSequence(), 1, Long.MAX_VALUE - 1);
        requireIn("dimension", header.getDimension(), 1, Protocol.MAX_DIMENSION);
        requireIn("attempt", header.getAttempt(), 0, Integer.MAX_VALUE);
        return new PushHeader(
                header.getBaseVersion(),
                header.getSequence(),
                header.getDimension(),
                header.getCodecValue(),
                header.getAttempt(),
                header.getChecked(),
                figures(header),
                header.getAsDatagrams());
    }

    /** A figure that is unknown here, or outside its limits, is one that was not reported. */
    private static SortedMap<Figure, Double> figures(Proto.PushHeader header) {
        var figures = new TreeMap<Figure, Double>();
        for (int i = 0; i < Math.min(MAX_FIGURES, header.getFiguresCount()); i++) {
            double value = header.getFigures(i).getValue();
            Figure.numbered(header.getFigures(i).getNameValue())
                    .filter(figure -> figure.admits(value))
                    .ifPresent(figure -> figures.putIfAbsent(figure, value));
        }
        return figures;
    }

    public static Buffer encode(Accepted accepted) {
        return encode(Proto.PushReply.newBuilder().setWeight(accepted.weight()).build());
    }

    public static Accepted readAccepted(Buffer message) throws MalformedMessageException {
        try {
            return new Accepted(parse(Proto.PushReply.parser(), message).getWeight());
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(e.getMessage());
        }
    }

    public static Buffer encodeLeave(String reason) {
        return encode(Proto.LeaveRequest.newBuilder().setReason(reason).build());
    }

    /** The reason that a worker gives for leaving; may be empty. */
    public static String readLeave(Buffer message) throws MalformedMessageException {
        return printable(parse(Proto.LeaveRequest.parser(), message).getReason(), MAX_NAME);
    }

    /** A message without fields: the answer to a leave, and the request for the status. */
    public static Buffer empty() {
        return Buffer.buffer();
    }

    public static Buffer encode(ServerStatus status) {
        var reply =
                Proto.StatusReply.newBuilder()
                        .setJob(status.job())
                        .setState(encode(status.state()))
                        .setVersion(status.version())
                        .setFinalVersion(status.finalVersion())
                        .setWorkers(status.n())
                        .setByzantine(status.f())
                        .setConnected(status.connected())
                        .setMessage(status.message());
        reply.addAllDistrusted(encode(status.distrusted()));
        status.guarantee().ifPresent(guarantee -> reply.setGuarantee(encode(guarantee)));
        return encode(reply.build());
    }

    private static List<Proto.DistrustedWorker> encode(SortedMap<Integer, String> reasons) {
        List<Proto.DistrustedWorker> workers = new ArrayList<>();
        reasons.forEach(
                (worker, reason) ->
                        workers.add(
                                Proto.DistrustedWorker.newBuilder()
                                        .setWorker(worker)
                                        .setReason(reason)
                                        .build()));
        return workers;
    }

    private static Proto.Guarantee encode(ServerStatus.Guarantee guarantee) {
        return Proto.Guarantee.newBuilder()
                .setTolerated(guarantee.tolerated())
                .setMembers(guarantee.members())
                .setTolerance(guarantee.tolerance())
                .addAllExcluded(encode(guarantee.excluded()))
                .setVarianceToNorm(guarantee.variance())
                .build();
    }

    public static ServerStatus readStatus(Buffer message) throws MalformedMessageException {
        Proto.StatusReply reply = parse(Proto.StatusReply.parser(), message);
        return new ServerStatus(
                printable(reply.getJob(), MAX_NAME),
                state(reply.getState()),
                reply.getVersion(),
                reply.getFinalVersion(),
                reply.getWorkers(),
                reply.getByzantine(),
                reply.getConnected(),
                reasons(reply.getDistrustedList()),
                printable(reply.getMessage(), MAX_TEXT),
                reply.hasGuarantee() ? Optional.of(read(reply.getGuarantee())) : Optional.empty());
    }

    private static ServerStatus.Guarantee read(Proto.Guarantee guarantee) {
        return new ServerStatus.Guarantee(
                guarantee.getTolerated(),
                guarantee.getMembers(),
                printable(guarantee.getTolerance(), MAX_TEXT),
                reasons(guarantee.getExcludedList()),
                printable(guarantee.getVarianceToNorm(), MAX_TEXT));
    }

    private static SortedMap<Integer, String> reasons(List<Proto.DistrustedWorker> workers) {
        SortedMap<Integer, String> reasons = new TreeMap<>();
        for (Proto.DistrustedWorker worker : workers) {
            reasons.put(worker.getWorker(), printable(worker.getReason(), MAX_NAME));
        }
        return reasons;
    }

    /**
     * Text from the other end, cut to a limit, with a question mark for each character that could
     * alter the printed line: control characters, format characters such as writing direction,
     * other line ends, and unpaired surrogates.
     */
    public static String printable(String text, int maxLength) {
        String cut = text.length() <= maxLength ? text : text.substring(0, maxLength);
        return UNPRINTABLE.matcher(cut).replaceAll("?");
    }

    /** Skips codecs that are unknown here; a server that names none accepts float32. */
    private static Transfer transfer(Proto.JoinReply reply) {
        List<GradientCodec> known =
                IntStream.range(0, reply.getCodecsCount())
                        .mapToObj(i -> codec(reply, i))
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList();
        List<GradientCodec> ofModels =
                reply.getPullCodecsValueList().stream()
                        .flatMap(one -> Codecs.numbered(one, Codecs.OF_MODELS).stream())
                        .distinct()
                        .toList();
        boolean namesNone = reply.getCodecsCount() == 0;
        return new Transfer(
                reply.getChunkBytes(),
                namesNone ? List.of(Codecs.FLOAT32) : known,
                ofModels,
                reply.getAttempts() == 0 ? 1 : reply.getAttempts(),
                reply.hasDatagrams() ? Optional.of(read(reply.getDatagrams())) : Optional.empty());
    }

    private static Proto.Datagrams encode(DatagramTerms terms) {
        return Proto.Datagrams.newBuilder()
                .setPort(terms.port())
                .setSession(terms.session())
                .setKey(ByteString.copyFrom(terms.key().getEncoded()))
                .setBytes(terms.bytes())
                .build();
    }

    private static DatagramTerms read(Proto.Datagrams terms) {
        return new DatagramTerms(
                terms.getPort(),
                terms.getSession(),
                DatagramTerms.key(terms.getKey().toByteArray()),
                terms.getBytes());
    }

    private static Proto.Task encode(Task task) {
        return Proto.Task.newBuilder()
                .setVersion(TASK_VERSION)
                .setModel(task.model())
                .setBatch(task.batch())
                .setSampling(task.sampling())
                .setLocal(task.local())
                .setEvaluation(task.evaluation())
                .build();
    }

    /** Fields of later versions are skipped. */
    private static Task task(Proto.JoinReply reply) {
        Proto.Task task = reply.getTask();
        BadArgument.when(reply.hasTask() && task.getVersion() == 0)
                .because("the task has no version");
        return new Task(
                whole(task.getModel()),
                task.getBatch(),
                whole(task.getSampling()),
                whole(task.getLocal()),
                whole(task.getEvaluation()),
                tensors(reply));
    }

    /** Empty if the codec, or one of its parameters, is unknown here. */
    private static Optional<GradientCodec> codec(Proto.JoinReply reply, int i) {
        int number = reply.getCodecsValue(i);
        if (i >= reply.getCodecFormatsCount()) {
            return Codecs.numbered(number, Codecs.ALL);
        }
        try {
            return Optional.of(Codecs.of(printable(reply.getCodecFormats(i), MAX_NAME)))
                    .filter(codec -> codec.number() == number);
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    private static List<Tensor> tensors(Proto.JoinReply reply) {
        return reply.getTensorsList().stream()
                .map(t -> new Tensor(printable(t.getName(), MAX_NAME), t.getShapeList()))
                .toList();
    }

    /** Settings are not cut: half a name would be another name. */
    private static String whole(String setting) {
        return printable(setting, setting.length());
    }

    private static OptionalDouble rate(Proto.PullHeader header) throws MalformedMessageException {
        double rate = header.getRate();
        if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new MalformedMessageException("rate must be finite and >= 0, got " + rate);
        }
        return header.hasRate() ? OptionalDouble.of(rate) : OptionalDouble.empty();
    }

    /** An unsigned number beyond an int would be negative, and -1 means an observer. */
    private static int slot(int worker) {
        if (worker < 0) {
            throw BadArgument.of(
                    "worker must be less than n, got %s", Integer.toUnsignedString(worker));
        }
        return worker;
    }

    private static Proto.JobState encode(JobPhase state) {
        return switch (state) {
            case WAITING -> Proto.JobState.JOB_STATE_WAITING;
            case RUNNING -> Proto.JobState.JOB_STATE_RUNNING;
            case FINISHED -> Proto.JobState.JOB_STATE_FINISHED;
            case FAILED -> Proto.JobState.JOB_STATE_FAILED;
        };
    }

    private static JobPhase state(Proto.JobState state) throws MalformedMessageException {
        return switch (state) {
            case JOB_STATE_WAITING -> JobPhase.WAITING;
            case JOB_STATE_RUNNING -> JobPhase.RUNNING;
            case JOB_STATE_FINISHED -> JobPhase.FINISHED;
            case JOB_STATE_FAILED -> JobPhase.FAILED;
            case JOB_STATE_UNSPECIFIED, UNRECOGNIZED ->
                    throw new MalformedMessageException("the state of the job is missing");
        };
    }

    private static void requireIn(String what, long value, long from, long to)
            throws MalformedMessageException {
        if (value < from || value > to) {
            throw new MalformedMessageException(
                    "%s must be in [%s, %s], got %s".formatted(what, from, to, value));
        }
    }

    private static Buffer encode(MessageLite message) {
        return Buffer.buffer(message.toByteArray());
    }

    private static <T> T parse(Parser<T> parser, Buffer message) throws MalformedMessageException {
        try {
            return parser.parseFrom(message.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedMessageException("not a message of bft.v1: " + e.getMessage());
        }
    }
}
