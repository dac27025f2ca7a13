package bft.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.server.core.JobSettings;
import bft.server.model.NpyFile;
import bft.server.synchrony.Synchrony;
import bft.worker.codec.Codecs;
import bft.worker.config.Role;
import bft.worker.config.SettingOptions;
import bft.worker.config.SettingValues;
import bft.worker.wire.Task;
import bft.worker.wire.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ServerOptionsTest {
    @TempDir Path directory;

    private ServerOptions parse(String... flags) {
        List<String> all = new ArrayList<>(List.of("--tokens", tokens(), "--create-tokens"));
        all.addAll(List.of(flags));
        return new ServerOptions(values(all));
    }

    private String tokens() {
        return directory.resolve("tokens").toString();
    }

    private static SettingValues values(List<String> arguments) {
        CommandSpec spec = CommandSpec.create();
        var options = SettingOptions.withFile(spec, Role.SERVER, ServerSettings.ofServer());
        new CommandLine(spec)
                .setOverwrittenOptionsAllowed(true)
                .parseArgs(arguments.toArray(String[]::new));
        return options.values();
    }

    /** The good flags and others, of which the last counts. */
    private ServerOptions good(String... others) {
        List<String> flags = new ArrayList<>(List.of(GOOD));
        flags.addAll(List.of(others));
        return parse(flags.toArray(String[]::new));
    }

    private static final String[] GOOD = {
        "--workers", "11", "--byzantine", "3", "--rounds", "5", "--dimension", "4"
    };

    @Test
    void defaultsMakeAServer() {
        ServerConfig config = parse(GOOD).toConfig();
        assertThat(config.job().synchrony().quorum()).isEqualTo(8);
        assertThat(config.job().rule().toString()).isEqualTo("multi-krum");
        assertThat(config.job().f()).isEqualTo(3);
        assertThat(config.initial().parameters()).hasSize(4);
        assertThat(config.endpoints().host()).isEqualTo("127.0.0.1");
        assertThat(config.output()).isEqualTo(ModelOutput.NONE);
    }

    @Test
    void codecsAndEventLoopsAreTheOperatorsChoice() {
        ServerConfig config = good("--codecs", "float32", "--event-loops", "3").toConfig();
        assertThat(config.wire().codecs()).containsExactly(Codecs.FLOAT32);
        assertThat(config.wire().eventLoops()).isEqualTo(3);
        assertThat(parse(GOOD).toConfig().wire().codecs())
                .isEqualTo(Codecs.listed("float32,bfloat16"));
    }

    @Test
    void workersAreToldWhatTheOperatorSaysAndNoMore() {
        ServerOptions options =
                good(
                        "--model=mlp:hidden=64",
                        "--batch=16",
                        "--local=local-steps:k=2",
                        "--layout=b=2x1,2");
        List<Tensor> tensors = List.of(new Tensor("b", List.of(2, 1)), new Tensor("", List.of(2)));
        assertThat(options.toConfig().task())
                .isEqualTo(new Task("mlp:hidden=64", 16, "", "local-steps:k=2", tensors));
        assertThat(parse(GOOD).toConfig().task()).isEqualTo(Task.UNSPECIFIED);
    }

    @Test
    void aLayoutThatFitsNoContractIsRefused() {
        String layout = ("x".repeat(Task.MAX_NAME) + "=1,").repeat(2_000) + "1";
        ServerOptions options = good("--dimension=2001", "--layout=" + layout);
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessageContaining("of the contract, which may have 262144: give its tensors");
    }

    @ParameterizedTest
    @CsvSource({
        "--codecs, float64, '--codecs: no codec ''float64'', did you mean ''float32''? (there are float32, bfloat16'",
        "--event-loops, 0, '--event-loops must be a whole number in [1, 1024], got ''0'''"
    })
    void aWrongChoiceForTheWireIsNamed(String flag, String value, String problem) {
        ServerOptions options = good(flag, value);
        assertThatThrownBy(options::toConfig).hasMessageStartingWith(problem);
    }

    @Test
    void aLayoutTellsTheOptimiserWhichParametersAreAMatrix() {
        JobSettings job = good("--optimiser", "shampoo", "--layout", "2x2").toConfig().job();
        // L, R and their roots, 2x2 each
        assertThat(job.training().optimiser().slots(4)).isEqualTo(4);
    }

    @Test
    void anAsynchronousServerHasAFilterAndARuleThatFitsIt() {
        JobSettings job = good("--mode", "ssp:s=3", "--max-staleness", "9").toConfig().job();
        assertThat(job.synchrony()).isEqualTo(Synchrony.staleSynchronous(2_000_000_000L, 9, 3));
        assertThat(job.policy()).hasToString("kardam");
        assertThat(job.rule()).hasToString("nnm,geometric-median");
        assertThat(job.quorum()).isEqualTo(8);
    }

    @Test
    void theInitialModelGivesTheDimension() throws IOException {
        Path file = directory.resolve("start.npy");
        NpyFile.write(file, new float[] {1, 2, 3});
        String[] flags = {
            "--workers", "3", "--byzantine", "0", "--rounds", "5", "--initial", file.toString()
        };
        assertThat(parse(flags).toConfig().initial().parameters()).containsExactly(1, 2, 3);
        List<String> more = new ArrayList<>(List.of(flags));
        more.add("--dimension=4");
        ServerOptions other = parse(more.toArray(String[]::new));
        assertThatIllegalArgumentException()
                .isThrownBy(other::toConfig)
                .withMessageContaining("shape is [3], the model needs [4]");
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        ServerOptions options =
                new ServerOptions(
                        values(
                                List.of(
                                        "--workers=11",
                                        "--byzantine=3",
                                        "--rounds=5",
                                        "--rule=krumm",
                                        "--schedule=-1",
                                        "--quorum=12",
                                        "--round-timeout=0",
                                        "--dimension=0",
                                        "--port=70000",
                                        "--save-every=3",
                                        "--tokens=" + directory.resolve("nowhere"))));
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessageContaining("krumm")
                .withMessageContaining("got quorum=12, full=11")
                .withMessageContaining("round=0 ns")
                .withMessageContaining(
                        "--dimension must be a whole number in [1, 2000000000], got '0'")
                .withMessageContaining("--port must be a whole number in [0, 65535], got '70000'")
                .withMessageContaining("--schedule: constant: rate must be a number > 0")
                .withMessageContaining("save-every=3 needs a model file")
                .withMessageContaining("worker-0: no such token file")
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(8));
    }

    @Test
    void lengthsInEpochsAreRoundsOfTheGivenEpoch() {
        ServerOptions options =
                good(
                        "--epoch=40",
                        "--rounds=2.5epochs",
                        "--schedule=ramp:steps=1epoch,constant:rate=0.1");
        assertThat(options.toConfig().job().training().rounds()).isEqualTo(100);
        assertThat(options.textsOfJob())
                .containsEntry("schedule", "ramp:steps=40,constant:rate=0.1");
    }

    @Test
    void aStrictRoundToleratesTheWholeFHoweverManyMembersThereAre() {
        JobSettings present = good("--rule=krum").toConfig().job();
        assertThat(present.quorum()).isEqualTo(8);
        assertThat(present.howStepsAreMade()).contains("tolerates 2 faulty rows");
        JobSettings strict = good("--rule=krum", "--tolerance=strict").toConfig().job();
        assertThat(strict.quorum()).isEqualTo(9);
        assertThat(strict.howStepsAreMade()).contains("tolerates 3 faulty rows");
        assertThat(strict.withMembers(9).quorum()).isEqualTo(9);
        assertThat(present.withMembers(9).quorum()).isEqualTo(6);
        assertThat(strict.problemWith(8).orElseThrow()).contains("quorum=9, full=8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--byzantine=5 --rule=krum  | krum needs n >= 2f+3, got n=11, f=5",
                "--mode=asp                 | no mode 'asp', did you mean 'bsp'?",
                "--mode=async --filter=krum | no filter 'krum'; there are none, dynsgd",
                "--mode=async --rule=krum   | krum needs n >= 2f+3, got n=7, f=3",
                "--mode=async --max-staleness=0 | needs max staleness >= 1, got 0",
                "--filter=kardam            | bsp and backup take no filter",
                "--quorum=7                 | n-f <= quorum <= full <= n, got quorum=7",
                "--tolerance=strict --quorum=8 | strict with rule multi-krum and f=3 needs a quorum of at least 9, got 8",
                "--tolerance=strict --mode=sampled:m=8 | needs rounds of 9 gradients, one has at most 8",
                "--tolerance=strict --rule=mean | strict with rule mean and f=3: the mean tolerates no faulty",
                "--tolerance=strict --mode=async | tolerance strict is of rounds, mode async has none",
                "--rounds=2epochs           | --rounds: '2epochs': a length in epochs needs --epoch",
                "--local=local-steps:k=1epoch | the server does not know how many batches an epoch has",
                "--tolerance=loose          | --tolerance must be strict or present, got 'loose'",
                "--host=0.0.0.0             | host 0.0.0.0 is not loopback, and the connection is",
                "--admin-host=192.0.2.1     | anyone on the network path could read tokens and push",
                "--host=no.such.invalid     | host no.such.invalid is not known",
                "--save-every=-1            | --save-every must be a whole number of at least 0, got '-1'",
                "--schedule=-1              | --schedule: constant: rate must be a number > 0, got '-1'",
                "--workers=16385            | --workers must be a whole number in [1, 16384], got '16385'",
                "--model=transformer        | no model 'transformer'; there are linear",
                "--batch=0                  | --batch must be a whole number in [1, 65536], got '0'",
                "--sampling=best-first      | no sampling 'best-first'; there are with-replacement",
                "--local=spin               | no local method 'spin'; there are",
                "--layout=3x3,2             | must add up to the dimension 4, got 11",
                "--optimiser=magic          | no optimiser 'magic'; there are sgd",
                "--optimiser=shampoo        | shampoo needs a layout with a matrix",
                "--optimiser=lamb --layout=3x3,2 | layout 3x3,2 has 11 parameters, the model 4",
                "--optimiser=lars --layout=2*2 | '2*2' in '2*2' must be a shape such as 784x100",
                "--grace=9223372036854775   | --grace must be a time of at most 30 days in ms, s, min, h or d, or a number of milliseconds, got '92233",
                "--round-timeout=2592000001 | --round-timeout must be a time of at most 30 days",
                "--threads=0                | --threads must be a whole number in [1, 1024], got '0'",
                "--job=                     | job name must have 1 to 200 characters, has 0",
                "--threads=1025             | --threads must be a whole number in [1, 1024], got '1025'",
                "--idle-timeout=9223372036854775807 | --idle-timeout must be a time of at most 30 days",
                "--drain-timeout=-1         | --drain-timeout must be a time of at most 30 days",
                "--initial=gone.npy         | gone.npy: no such file",
                "--dimension=2147483639     | --dimension must be a whole number in [1, 2000000000], got '2147483639'",
                "--dimension=99999999999    | --dimension must be a whole number in [1, 2000000000], got '99999999999'",
                "--host=                    | --host is empty: give a name or an address",
                "--host=127.0.0.1:7070      | is not known: give a name or an address without a port",
                "--port=9 --admin-port=9    | --port and --admin-port are both 9, and hosts",
                "--model-file=no/m.npy      | --model-file no/m.npy: there is no folder",
                "--model-file=              | --model-file '' is a folder: give the name of a file",
                "--model-file={version}/m   | {version} may stand in the file's name, not in",
                "--round-log=no/r.jsonl     | --round-log no/r.jsonl: there is no folder",
                "--port-file=no/ports       | --port-file no/ports: there is no folder",
                "--port-file=/              | is a folder: give the name of a file in it",
                "--initial-scale=Infinity   | --initial-scale must be a number in [0, 3.4028235E38], got 'Infinity'",
            })
    void aBadValueIsNamedWithItsLimit(String flags, String message) {
        ServerOptions options = good(flags.split(" "));
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessageContaining(message);
    }

    @Test
    void aNameWithTheEndOfALineIsRefused() {
        ServerOptions options = good("--job=job\nERROR");
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessage("job name must have no control characters, such as the end of a line");
    }

    @Test
    void whatHasToBeGivenIsNamedAtOnceAndShowsNoDefault() {
        assertThat(values(List.of()).problems())
                .containsExactlyInAnyOrder(
                        "Missing required option: '--workers=N'",
                        "Missing required option: '--byzantine=N'",
                        "Missing required option: '--rounds=N'");
        assertThat(ServerSettings.ROUNDS.description(Role.SERVER)).endsWith("Required.");
        assertThat(ServerSettings.ROUNDS.description(Role.RUN)).endsWith("Default: 200.");
    }

    @Test
    void anOptionThatWasRenamedNamesTheNewOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> good("--rate=0.5"))
                .withMessage("'rate' is called 'schedule' now");
    }

    @Test
    void remotePlainTextIsTakenOnlyWhenAllowed() {
        ServerOptions options = good("--host=0.0.0.0", "--allow-remote-plaintext");
        assertThat(options.toConfig().endpoints().host()).isEqualTo("0.0.0.0");
    }

    @Test
    void aJobThatTheMemoryIsTooSmallForIsRefusedBeforeItTakesAny() {
        ServerOptions options = good("--dimension=1900000000");
        var small = new MemoryNeed.Limits(1L << 30, 1L << 30);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.toConfig(small))
                .withMessageContaining("the job needs -Xmx")
                .withMessageContaining("the JVM has -Xmx1024m: 11 gradients and 11 vectors");
    }

    @Test
    void theMemoryThatIsNeededIsToldWithTheHeapInIt() {
        ServerOptions options = good("--dimension=1000000");
        int heap = options.heapMegabytes();
        assertThat(heap).isBetween(124, 140);
        assertThat(options.memory())
                .matches(
                        "the process needs \\d+ MB at most, with -Xmx" + heap + "m for the job;.*");
    }

    @Test
    void aStateDirectoryIsAllThatIsNeededAndItsOptionsAreChecked() {
        assertThat(parse(GOOD).outputs().state()).isEmpty();
        String in = "--state-dir=" + directory;
        assertThat(good(in).outputs().state())
                .contains(new StateSettings(directory, CheckpointInterval.EACH_ROUND, 3, false));
        ServerOptions options =
                good(
                        in,
                        "--checkpoint-every=10 m",
                        "--keep-checkpoints=0",
                        "--on-state-error=panic");
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessageContaining(
                        "--checkpoint-every: checkpoint-every needs a number of rounds from 1, or a"
                                + " time up to 30 days such as 30s, 10m or 2h, got '10 m'")
                .withMessageContaining(
                        "--keep-checkpoints must be a whole number in [1, 10000], got '0'")
                .withMessageContaining("--on-state-error must be continue or stop, got 'panic'");
    }

    @Test
    void noOutputMayOverwriteAnotherOrAnInput() throws IOException {
        Path file = directory.resolve("start.npy");
        NpyFile.write(file, new float[] {1, 2, 3});
        String[] flags = {
            "--workers=3",
            "--byzantine=0",
            "--rounds=5",
            "--initial=" + file,
            "--model-file=" + file,
            "--config=" + directory.resolve("more.yaml")
        };
        Path more = Files.writeString(directory.resolve("more.yaml"), "port: 0");
        assertThat(parse(flags).toConfig().output().file()).contains(file);
        Files.writeString(more, "round-log: " + directory.resolve("tokens/../start.npy"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(flags).toConfig())
                .withMessageContaining("--round-log and --model-file are both")
                .withMessageContaining("--round-log and --initial are both");
        assertThat(NpyFile.readVector(file)).containsExactly(1, 2, 3);
    }

    @Test
    void tokensThatOthersCanReadAreToldOnLoopbackAndRefusedElsewhere() throws IOException {
        parse(GOOD).toConfig();
        Path token = directory.resolve("tokens/worker-3");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));
        ServerOptions options = parse(GOOD);
        options.toConfig();
        assertThat(options.warnings())
                .containsExactly(
                        token
                                + " can be read or changed by other users: chmod -R go= "
                                + token.getParent());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> good("--strict-tokens").toConfig())
                .withMessageContaining("worker-3 can be read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> good("--host=0.0.0.0", "--allow-remote-plaintext").toConfig())
                .withMessageEndingWith("on other addresses than loopback this is an error");
    }

    @Test
    void flagsWinOverTheFile() throws IOException {
        Path file = directory.resolve("server.yaml");
        Files.writeString(
                file,
                "workers: 9\nbyzantine: 2\nrounds: 7\ndimension: 3\nallow-remote-plaintext: true");
        SettingValues values = values(List.of("--config=" + file, "--rounds", "8"));
        assertThat(values.get(ServerSettings.WORKERS)).isEqualTo(9);
        assertThat(values.get(ServerSettings.ROUNDS)).isEqualTo(8);
        assertThat(values.get(ServerSettings.MODE)).isEqualTo("bsp");
        assertThat(values.get(PortSettings.ALLOW_REMOTE_PLAINTEXT)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wrokers: 9                 | bad.yaml:1: wrokers: no setting 'wrokers', did you mean 'workers'?",
                "config: other.yaml         | bad.yaml:1: config: no setting 'config'",
                "just text                  | bad.yaml:1: must be of the form name: value",
                "rule: [                    | bad.yaml:1: expected",
                "rule: !!java.net.URL [x]   | bad.yaml:1: rule: must be a single value",
                "rule: mean\\nrounds: 1\\nrule: krum | bad.yaml:3: rule: occurs twice, first in line 1",
            })
    void aBadFileIsNamed(String text, String message) throws IOException {
        Path file = directory.resolve("bad.yaml");
        Files.writeString(file, text.replace("\\n", "\n"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values(List.of("--config=" + file)))
                .withMessageContaining(message);
    }

    @Test
    void aNameWithoutAValueIsAsIfNotThere() throws IOException {
        Path file = directory.resolve("server.yaml");
        Files.writeString(file, "workers: 9\nbyzantine: 2\nrounds: 7\nmodel-file:\nmode: ~\n");
        ServerOptions options = parse("--config=" + file, "--dimension=2");
        assertThat(options.toConfig().output().file()).isEmpty();
    }

    @Test
    void aFileThatIsGoneOrTooLargeIsNamed() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values(List.of("--config=" + directory.resolve("gone.yaml"))))
                .withMessageContaining("gone.yaml: cannot be read");
        Path large = Files.writeString(directory.resolve("large.yaml"), "#".repeat(70_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values(List.of("--config=" + large)))
                .withMessageContaining("over 65536 bytes");
    }
}
