package bft.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.server.core.JobSettings;
import bft.server.model.NpyFile;
import bft.server.synchrony.Synchrony;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        other.dimension = 4;
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
        options.dimension = 0;
        options.port = 70_000;
        options.saveEvery = 3;
        options.tokens = directory.resolve("nowhere");
        options.createTokens = false;
        assertThatIllegalArgumentException()
                .isThrownBy(options::toConfig)
                .withMessageContaining("krumm")
                .withMessageContaining("got quorum=12, full=11")
                .withMessageContaining("round=0 ns")
                .withMessageContaining("dimension must be >= 1, got 0")
                .withMessageContaining("port must be 0 to 65535, got 70000")
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
                "--optimiser=magic          | no optimiser 'magic'; there are sgd, momentum",
                "--optimiser=shampoo        | shampoo needs a layout with a matrix",
                "--optimiser=lamb --layout=3x3,2 | layout tensor1=3x3,tensor2=2 has 11 parameters, the model 4",
                "--optimiser=lars --layout=2*2 | '2*2' in '2*2' is no shape such as 784x100",
                "--workers=65537            | workers must be <= 65536, got n=65537",
                "--grace=9223372036854775   | grace must be 0 to 2592000000 ms (30 days), got 92233",
                "--round-timeout=2592000001 | round-timeout must be 0 to 2592000000 ms",
                "--threads=0                | threads must be >= 1, got 0",
                "--job=                     | job name must have 1 to 200 characters, has 0",
                "--drain-timeout=-1         | drain time must be >= 0, got -1 ms",
                "--initial=gone.npy         | gone.npy: no such file",
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
        options.host = "0.0.0.0";
        options.allowRemotePlaintext = true;
        assertThat(options.toConfig().endpoints().host()).isEqualTo("0.0.0.0");
    }

    @Test
    void flagsWinOverTheFile() throws IOException {
        Path file = directory.resolve("server.yaml");
        Files.writeString(
                file,
                "workers: 9\nbyzantine: 2\nrounds: 7\ndimension: 3\nallow-remote-plaintext: true");
        var command = new CommandLine(new Holder());
        command.setDefaultValueProvider(
                new ConfigFile(file).requireKnown(command.getCommandSpec()));
        ServerOptions options = parse(command, "--rounds", "8");
        assertThat(options.workers).isEqualTo(9);
        assertThat(options.rounds).isEqualTo(8);
        assertThat(options.mode).isEqualTo("bsp");
        assertThat(options.allowRemotePlaintext).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wrokers: 9            | config file: no setting wrokers",
                "just text             | not of the form name: value",
                "a: [                  | while parsing",
                "a: !!java.net.URL [x] | Global tag is not allowed",
            })
    void aBadFileIsNamed(String text, String message) throws IOException {
        Path file = Files.writeString(directory.resolve("bad.yaml"), text);
        var spec = new CommandLine(new Holder()).getCommandSpec();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConfigFile(file).requireKnown(spec))
                .withMessageContaining(message);
    }

    @Test
    void aFileThatIsGoneOrTooLargeIsNamed() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConfigFile(directory.resolve("gone.yaml")))
                .withMessageContaining("gone.yaml: cannot be read");
        Path large = Files.writeString(directory.resolve("large.yaml"), "#".repeat(70_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConfigFile(large))
                .withMessageContaining("over 65536 bytes");
    }
}
