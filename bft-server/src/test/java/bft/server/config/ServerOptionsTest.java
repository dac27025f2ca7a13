package bft.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.server.core.JobSettings;
import bft.server.model.NpyFile;
import bft.server.synchrony.Synchrony;
import bft.worker.codec.Codecs;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;

class ServerOptionsTest {
    @TempDir Path directory;

    @Command
    private static final class Holder {
        @Mixin private ServerOptions options;
    }

    private ServerOptions parse(String... flags) {
        return parse(new CommandLine(new Holder()), flags);
    }

    private ServerOptions parse(CommandLine command, String... flags) {
        List<String> all = new ArrayList<>(List.of(flags));
        all.addAll(List.of("--tokens", directory.resolve("tokens").toString(), "--create-tokens"));
        command.parseArgs(all.toArray(String[]::new));
        return ((Holder) command.getCommand()).options;
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
        List<String> flags = new ArrayList<>(List.of(GOOD));
        flags.addAll(List.of("--codecs", "float32", "--event-loops", "3"));
        ServerConfig config = parse(flags.toArray(String[]::new)).toConfig();
        assertThat(config.wire().codecs()).containsExactly(Codecs.FLOAT32);
        assertThat(config.wire().eventLoops()).isEqualTo(3);
        assertThat(parse(GOOD).toConfig().wire().codecs())
                .isEqualTo(Codecs.listed("float32,bfloat16"));
    }

    @Test
    void workersAreToldWhatTheOperatorSaysAndNoMore() {
        List<String> flags = new ArrayList<>(List.of(GOOD));
        flags.addAll(
                List.of(
                        "--model=mlp:hidden=64",
                        "--batch=16",
                        "--local=local-steps:k=2",
                        "--layout=b=2x1,2"));
        List<Tensor> tensors = List.of(new Tensor("b", List.of(2, 1)), new Tensor("", List.of(2)));
        assertThat(parse(flags.toArray(String[]::new)).toConfig().task())
                .isEqualTo(new Task("mlp:hidden=64", 16, "", "local-steps:k=2", tensors));
        assertThat(parse(GOOD).toConfig().task()).isEqualTo(Task.UNSAID);
    }

    @Test
    void aLayoutThatFitsNoContractIsRefused() {
        String layout = ("x".repeat(Task.MAX_NAME) + "=1,").repeat(2_000) + "1";
        ServerOptions options = parse(GOOD);
        options.dimension = 2_001L;
        options.layout = layout;
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessageContaining("of the contract, which may have 262144: give its tensors");
    }

    @ParameterizedTest
    @CsvSource({
        "--codecs, float64, 'no codec ''float64'', did you mean ''float32''? (there are float32, bfloat16, float16, int8, int4, ternary, sign, top-k, threshold, random-k, sparse-loco, sketch)'",
        "--event-loops, 0, 'event loops must be 1 to 1024, got 0'"
    })
    void aWrongChoiceForTheWireIsNamed(String flag, String value, String problem) {
        List<String> flags = new ArrayList<>(List.of(GOOD));
        flags.addAll(List.of(flag, value));
        ServerOptions options = parse(flags.toArray(String[]::new));
        assertThatThrownBy(options::toConfig).hasMessage(problem);
    }

    @Test
    void aLayoutTellsTheOptimiserWhichParametersAreAMatrix() {
        List<String> flags = new ArrayList<>(List.of(GOOD));
        flags.addAll(List.of("--optimiser", "shampoo", "--layout", "2x2"));
        JobSettings job = parse(flags.toArray(String[]::new)).toConfig().job();
        // L, R and their roots, 2x2 each
        assertThat(job.training().optimiser().slots(4)).isEqualTo(4);
    }

    @Test
    void anAsynchronousServerHasAFilterAndARuleThatFitsIt() {
        List<String> flags = new ArrayList<>(List.of(GOOD));
        flags.addAll(List.of("--mode", "ssp:s=3", "--max-staleness", "9"));
        JobSettings job = parse(flags.toArray(String[]::new)).toConfig().job();
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
        ServerOptions other = parse(flags);
        other.dimension = 4L;
        assertThatIllegalArgumentException()
                .isThrownBy(other::toConfig)
                .withMessageContaining("shape is [3], the model needs [4]");
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        ServerOptions options = parse(GOOD);
        options.rule = "krumm";
        options.rate = "-1";
        options.quorum = 12;
        options.roundMillis = 0;
        options.dimension = 0L;
        options.endpoints.port = 70_000;
        options.outputs.saveEvery = 3;
        options.tokens.tokens = directory.resolve("nowhere");
        options.tokens.createTokens = false;
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessageContaining("krumm")
                .withMessageContaining("got quorum=12, full=11")
                .withMessageContaining("round=0 ns")
                .withMessageContaining("dimension must be 1 to 2000000000, got 0")
                .withMessageContaining("--port must be 0 to 65535, got 70000")
                .withMessageContaining("save-every=3 needs a model file")
                .withMessageContaining("worker-0: no such token file")
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--byzantine=5 --rule=krum  | krum needs n >= 2f+3, got n=11, f=5",
                "--mode=asp                 | no mode 'asp'; there are bsp",
                "--mode=async --filter=krum | no filter 'krum'; there are none, dynsgd",
                "--mode=async --rule=krum   | krum needs n >= 2f+3, got n=7, f=3",
                "--mode=async --max-staleness=0 | mode async needs max staleness >= 1, got 0",
                "--filter=kardam            | bsp and backup take no filter",
                "--quorum=7                 | n-f <= quorum <= full <= n, got quorum=7",
                "--host=0.0.0.0             | host 0.0.0.0 is not loopback, and the connection is",
                "--admin-host=192.0.2.1     | whoever is on the way could read tokens and vote",
                "--host=no.such.invalid     | host no.such.invalid is not known",
                "--save-every=-1            | save-every must be >= 0, got -1",
                "--rate=-1                  | schedule needs a finite rate > 0, got rate=-1.0",
                "--workers=16385            | workers must be <= 16384, got n=16385",
                "--model=transformer        | no model 'transformer'; there are [linear",
                "--batch=0                  | batch must be in [1, 65536], got 0",
                "--sampling=best-first      | sampling must be with-replacement or reshuffled",
                "--local=spin               | no local method 'spin'; there are",
                "--layout=3x3,2             | must add up to the dimension 4, got 11",
                "--optimiser=magic          | no optimiser 'magic'; there are sgd, momentum",
                "--optimiser=shampoo        | shampoo needs a layout with a matrix",
                "--optimiser=lamb --layout=3x3,2 | layout 3x3,2 has 11 parameters, the model 4",
                "--optimiser=lars --layout=2*2 | '2*2' in '2*2' is no shape such as 784x100",
                "--grace=9223372036854775   | grace must be 0 to 2592000000 ms (30 days), got 92233",
                "--round-timeout=2592000001 | round-timeout must be 0 to 2592000000 ms",
                "--threads=0                | threads must be 1 to 1024, got 0",
                "--job=                     | job name must have 1 to 200 characters, has 0",
                "--threads=1025             | threads must be 1 to 1024, got 1025",
                "--idle-timeout=9223372036854775807 | idle-timeout must be 0 to 2592000000 ms",
                "--drain-timeout=-1         | drain-timeout must be 0 to 2592000000 ms",
                "--initial=gone.npy         | gone.npy: no such file",
                "--dimension=2147483639     | dimension must be 1 to 2000000000, got 2147483639",
                "--dimension=99999999999    | dimension must be 1 to 2000000000, got 99999999999",
                "--host=                    | --host is empty: give a name or an address",
                "--host=127.0.0.1:7070      | is not known: give a name or an address without a port",
                "--port=9 --admin-port=9    | --port and --admin-port are both 9, and hosts",
                "--model-file=no/m.npy      | --model-file no/m.npy: there is no folder",
                "--model-file=              | --model-file '' is a folder: give a file's name",
                "--model-file={version}/m   | {version} may stand in the file's name, not in",
                "--round-log=no/r.jsonl     | --round-log no/r.jsonl: there is no folder",
                "--port-file=no/ports       | --port-file no/ports: there is no folder",
                "--port-file=/              | is a folder: give a file's name in it",
                "--initial-scale=Infinity   | initial-scale must be 0 to 3.4028235E38, got Infinity",
            })
    void aBadValueIsNamedWithItsLimit(String flags, String message) {
        List<String> all = new ArrayList<>(List.of(GOOD));
        for (String flag : flags.split(" ")) {
            String name = flag.substring(0, flag.indexOf('='));
            int given = all.indexOf(name);
            if (given >= 0) {
                all.subList(given, given + 2).clear();
            }
            all.add(flag);
        }
        ServerOptions options = parse(all.toArray(String[]::new));
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessageContaining(message);
    }

    @Test
    void aNameWithTheEndOfALineIsRefused() {
        ServerOptions options = parse(GOOD);
        options.job = "job\nERROR";
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessage("job name must have no control characters, such as the end of a line");
    }

    @Test
    void whatHasToBeGivenShowsNoDefault() {
        var help = new CommandLine(new Holder());
        for (String required : List.of("--workers", "--byzantine", "--rounds")) {
            assertThat(help.getCommandSpec().findOption(required).showDefaultValue())
                    .isEqualTo(Visibility.NEVER);
        }
    }

    @Test
    void remotePlainTextIsTakenOnlyWhenAllowed() {
        ServerOptions options = parse(GOOD);
        options.endpoints.host = "0.0.0.0";
        options.endpoints.allowRemotePlaintext = true;
        assertThat(options.toConfig().endpoints().host()).isEqualTo("0.0.0.0");
    }

    @Test
    void aJobThatTheMemoryIsTooSmallForIsRefusedBeforeItTakesAny() {
        ServerOptions options = parse(GOOD);
        options.dimension = 1_900_000_000L;
        var small = new MemoryNeed.Limits(1L << 30, 1L << 30);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.toConfig(small))
                .withMessageContaining("the job needs -Xmx")
                .withMessageContaining("the JVM has -Xmx1024m: 11 gradients and 9 vectors");
    }

    @Test
    void aStateDirectoryIsAllThatIsNeededAndItsOptionsAreChecked() {
        assertThat(parse(GOOD).state()).isEmpty();
        ServerOptions options = parse(GOOD);
        options.state.directory = directory;
        assertThat(options.state()).contains(StateSettings.in(directory));
        options.state.every = "10 m";
        options.state.keep = 0;
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessage(
                        "checkpoint-every needs a number of rounds from 1, or a time up to 30 days such as 30s, 10m or 2h, got '10 m'");
        options.state.every = "20";
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessage("keep-checkpoints must be 1 to 10000, got 0");
        options.state.keep = 1;
        options.state.onError = "panic";
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessage("on-state-error is continue or stop, got 'panic'");
    }

    @Test
    void noOutputMayOverwriteAnotherOrAnInput() throws IOException {
        Path file = directory.resolve("start.npy");
        NpyFile.write(file, new float[] {1, 2, 3});
        ServerOptions options = parse("--workers", "3", "--byzantine", "0", "--rounds", "5");
        options.initial = file;
        options.outputs.modelFile = file;
        assertThat(options.toConfig().output().file()).contains(file);
        options.outputs.roundLog = directory.resolve("tokens/../start.npy");
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
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
        options.tokens.strictTokens = true;
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessageContaining("worker-3 can be read");
        options.tokens.strictTokens = false;
        options.endpoints.host = "0.0.0.0";
        options.endpoints.allowRemotePlaintext = true;
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessageEndingWith("outside loopback that is refused");
    }

    @Test
    void flagsWinOverTheFile() throws IOException {
        Path file = directory.resolve("server.yaml");
        Files.writeString(
                file,
                "workers: 9\nbyzantine: 2\nrounds: 7\ndimension: 3\nallow-remote-plaintext: true");
        var command = new CommandLine(new Holder());
        command.setDefaultValueProvider(ConfigFile.read(file, command.getCommandSpec()));
        ServerOptions options = parse(command, "--rounds", "8");
        assertThat(options.workers).isEqualTo(9);
        assertThat(options.rounds).isEqualTo(8);
        assertThat(options.mode).isEqualTo("bsp");
        assertThat(options.endpoints.allowRemotePlaintext).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wrokers: 9                 | bad.yaml:1: wrokers: unknown key, did you mean 'workers'?",
                "config: other.yaml         | bad.yaml:1: config: unknown key",
                "just text                  | bad.yaml:1: must be of the form name: value",
                "rule: [                    | bad.yaml:1: expected",
                "rule: !!java.net.URL [x]   | bad.yaml:1: rule: must be a single value",
                "rule: mean\\nrounds: 1\\nrule: krum | bad.yaml:3: rule: stands twice, first in line 1",
            })
    void aBadFileIsNamed(String text, String message) throws IOException {
        Path file = directory.resolve("bad.yaml");
        Files.writeString(file, text.replace("\\n", "\n"));
        var spec = new CommandLine(new Holder()).getCommandSpec();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigFile.read(file, spec))
                .withMessageContaining(message);
    }

    @Test
    void aNameWithoutAValueIsAsIfNotThere() throws IOException {
        Path file = directory.resolve("server.yaml");
        Files.writeString(file, "workers: 9\nbyzantine: 2\nrounds: 7\nmodel-file:\nmode: ~\n");
        var command = new CommandLine(new Holder());
        command.setDefaultValueProvider(ConfigFile.read(file, command.getCommandSpec()));
        ServerOptions options = parse(command);
        assertThat(options.mode).isEqualTo("bsp");
        assertThat(options.outputs().toModelOutput().file()).isEmpty();
    }

    @Test
    void aFileThatIsGoneOrTooLargeIsNamed() throws IOException {
        var spec = new CommandLine(new Holder()).getCommandSpec();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigFile.read(directory.resolve("gone.yaml"), spec))
                .withMessageContaining("gone.yaml: cannot be read");
        Path large = Files.writeString(directory.resolve("large.yaml"), "#".repeat(70_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigFile.read(large, spec))
                .withMessageContaining("over 65536 bytes");
    }
}
