package bft.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.config.Role;
import bft.worker.config.SettingOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Files of an operator with random damage: the server is configured, or says on short lines what is
 * wrong. More cases with {@code -Dbft.fuzz.cases=100000}.
 */
class ServerFilesFuzzTest {
    private static final int CASES = Integer.getInteger("bft.fuzz.cases", 300);
    private static final int MOST_CHARACTERS = 2_000;
    private static final String CONFIG =
            """
            # A server
            workers: 8
            byzantine: 1
            rule: multi-krum:m=3
            mode: bundled:m=6
            rounds: 10
            dimension: 6
            optimiser: adam
            schedule: warm-up:k=8,steps=500,cosine:rate=0.1,steps=5000
            layout: w=2x2,b=2
            grace: 2s
            liveness: 500 ms
            codecs: float32,bfloat16
            initial-scale: 0.5
            host: "127.0.0.1"
            max-connections: 300
            """;
    private static final List<String> WORDS =
            List.of(
                    "\n",
                    ":",
                    ": ",
                    "- ",
                    "\t",
                    "{",
                    "}",
                    "[",
                    "&a ",
                    "*a",
                    "!!int ",
                    "|",
                    ">",
                    "\"",
                    "'",
                    "#",
                    "%",
                    "\0",
                    "\ufeff",
                    "\u2028",
                    "1e999",
                    "-1",
                    "NaN",
                    "99999999999999999999",
                    "2147483648",
                    "0x10",
                    "true",
                    "null",
                    "~",
                    "workers: 3",
                    "=",
                    ",",
                    "..",
                    "/",
                    "é",
                    "x".repeat(300));

    @TempDir Path directory;

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] result = bytes;
        for (int times = random.nextInt(4); times >= 0; times--) {
            int at = random.nextInt(result.length + 1);
            int to = Math.min(result.length, at + random.nextInt(12));
            byte[] word =
                    switch (random.nextInt(4)) {
                        case 0 -> new byte[0];
                        case 1 -> new byte[] {(byte) random.nextInt()};
                        case 2 -> Arrays.copyOfRange(result, to, result.length);
                        default ->
                                WORDS.get(random.nextInt(WORDS.size()))
                                        .getBytes(StandardCharsets.UTF_8);
                    };
            byte[] longer = Arrays.copyOf(result, at + word.length + result.length - to);
            System.arraycopy(word, 0, longer, at, word.length);
            System.arraycopy(result, to, longer, at + word.length, result.length - to);
            result = longer;
        }
        return result;
    }

    private ServerConfig configured(Path config, Path tokens) {
        CommandSpec spec = CommandSpec.create();
        var options = SettingOptions.withFile(spec, Role.SERVER, ServerSettings.ofServer());
        new CommandLine(spec)
                .parseArgs("--config=" + config, "--tokens=" + tokens, "--create-tokens");
        return new ServerOptions(options.values()).toConfig();
    }

    private static void assertConfiguredOrToldWhy(long seed, Callable<ServerConfig> read) {
        String why;
        try {
            assertThat(read.call().job().n()).isPositive();
            return;
        } catch (IllegalArgumentException | CommandLine.ParameterException bad) {
            why = bad.getMessage();
        } catch (Exception | StackOverflowError unexpected) {
            throw new AssertionError("seed " + seed, unexpected);
        }
        assertThat(why).as("seed " + seed).isNotBlank().doesNotContain("Exception");
        assertThat(why.lines())
                .as("seed " + seed)
                .allMatch(line -> line.length() < MOST_CHARACTERS);
    }

    @Test
    void aDamagedConfigurationIsReadOrRefusedWithAReason() throws IOException {
        long first = new Random().nextLong() >>> 1;
        System.out.println("seeds from " + first);
        Path file = directory.resolve("server.yaml");
        Path tokens = directory.resolve("tokens");
        Files.writeString(file, CONFIG);
        assertThat(configured(file, tokens).job().n()).isEqualTo(8);
        for (long seed = first; seed < first + CASES; seed++) {
            Files.write(file, damaged(CONFIG.getBytes(StandardCharsets.UTF_8), new Random(seed)));
            assertConfiguredOrToldWhy(seed, () -> configured(file, tokens));
        }
    }

    @Test
    void damagedTokensAreReadOrRefusedWithAReason() throws IOException {
        long first = new Random().nextLong() >>> 1;
        System.out.println("seeds from " + first);
        Path file = directory.resolve("server.yaml");
        Files.writeString(file, CONFIG);
        Path tokens = directory.resolve("tokens");
        configured(file, tokens);
        List<Path> files;
        try (var all = Files.list(tokens)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (long seed = first; seed < first + CASES / 4; seed++) {
            var random = new Random(seed);
            Path victim = files.get(random.nextInt(files.size()));
            byte[] whole = Files.readAllBytes(victim);
            Files.write(victim, damaged(whole, random));
            assertConfiguredOrToldWhy(seed, () -> configured(file, tokens));
            Files.write(victim, whole);
        }
    }
}
