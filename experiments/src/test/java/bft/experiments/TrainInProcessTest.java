package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bft.server.model.NpyFile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainInProcessTest {
    @TempDir Path directory;

    private CommandRun train(String out, String... more) {
        String[] arguments = {
            "train",
            "--engine=simulation",
            "--rounds=12",
            "--eval-every=5",
            "--batch=8",
            "--workers=7",
            "--byzantine=2",
            "--out=" + directory.resolve(out)
        };
        List<String> all = new java.util.ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return CommandRun.of(all.toArray(String[]::new));
    }

    @Test
    void theSameSeedGivesTheSameRecordsToTheBit() throws Exception {
        train("a", "--seed=3", "--attack=gaussian:std=10");
        train("b", "--seed=3", "--attack=gaussian:std=10");
        train("c", "--seed=4", "--attack=gaussian:std=10");
        for (String file : List.of("rounds.jsonl", "rounds.csv")) {
            byte[] first = Files.readAllBytes(directory.resolve("a").resolve(file));
            assertThat(Files.readAllBytes(directory.resolve("b").resolve(file))).isEqualTo(first);
            assertThat(Files.readAllBytes(directory.resolve("c").resolve(file)))
                    .isNotEqualTo(first);
        }
    }

    /** One by coordinate and one by tensor, which has the layout of the model. */
    @ParameterizedTest
    @CsvSource({"adam, 0.01", "shampoo:every=5, 0.1"})
    void trainsWithAnOptimiserOfTheRegistry(String optimiser, String rate) throws Exception {
        CommandRun run =
                train(
                        "run",
                        "--optimiser=" + optimiser,
                        "--schedule=" + rate,
                        "--model=mlp:hidden=20");
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(directory.resolve("run").resolve("rounds.jsonl"));
        JsonNode last = new ObjectMapper().readTree(lines.get(11));
        assertThat(last.get("accuracy").asDouble()).isBetween(0.3, 1.0);
    }

    @Test
    void leavesRecordsOfEveryRoundAndAPlot() throws Exception {
        CommandRun run = train("run");
        assertThat(run.code()).isZero();
        Path out = directory.resolve("run");
        List<String> lines = Files.readAllLines(out.resolve("rounds.jsonl"));
        assertThat(lines).hasSize(12);
        var json = new ObjectMapper();
        JsonNode last = json.readTree(lines.get(11));
        assertThat(last.get("version").asInt()).isEqualTo(12);
        assertThat(last.get("present")).hasSize(7);
        assertThat(last.get("accuracy").asDouble()).isBetween(0.1, 1.0);
        assertThat(json.readTree(lines.get(4)).has("accuracy")).isTrue();
        assertThat(json.readTree(lines.get(5)).has("accuracy")).isFalse();
        assertThat(Files.readAllLines(out.resolve("rounds.csv"))).hasSize(13);
        assertThat(out.resolve("accuracy.svg")).isNotEmptyFile();
        assertThat(out.resolve("accuracy.png")).isNotEmptyFile();
        assertThat(out.resolve("run.json")).isNotEmptyFile();
    }

    @Test
    void aConditionEndsTheRunAndIsNamedInMessageAndRecord() throws Exception {
        CommandRun run = train("run", "--stop-after=5s");
        assertThat(run.code()).as(run.err()).isZero();
        String reason = "stopped at version 5 of 12: the rounds have taken 5.0 s";
        assertThat(run.err()).contains("bft: " + reason);
        JsonNode end = new ObjectMapper().readTree(directory.resolve("run/end.json").toFile());
        assertThat(end.get("version").asInt()).isEqualTo(5);
        assertThat(end.get("reason").asText()).isEqualTo(reason);
        assertThat(run.out()).containsPattern("accuracy 0\\.\\d{4}\\s*$");
    }

    @Test
    void theRecordsSayHowTheDataWereRead() throws Exception {
        Path file = Files.writeString(directory.resolve("own.csv"), "a,1,2\nb,2,3\n".repeat(50));
        assertThat(train("run", "--data=" + file + ":label=0,scale=global").code()).isZero();
        assertThat(Files.readString(directory.resolve("run/data.txt")))
                .contains(
                        file + ": CSV, separator comma, no header, label in column 0, 100 rows\n",
                        "2 classes [a, b]\n",
                        "cut at random into 80 rows to train and 20 to test\n",
                        "features scaled by the mean ");
    }

    @Test
    void namesTheReasonOnOneLineWhenTheDataCannotBeRead() {
        assumeTrue(Files.isReadable(Path.of("/proc/self/mem")), "no file that fails when read");
        CommandRun run = train("run", "--data=/proc/self/mem");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().strip()).isEqualTo("bft: /proc/self/mem: Input/output error");
    }

    @Test
    void theLastLineIsTheAccuracyOfTheLastModel() throws Exception {
        CommandRun run = train("run");
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(lines.size() - 1)).matches("accuracy [01]\\.\\d{4}");
        String last = Files.readAllLines(directory.resolve("run/rounds.jsonl")).get(11);
        double accuracy = new ObjectMapper().readTree(last).get("accuracy").asDouble();
        assertThat(lines.get(lines.size() - 1)).isEqualTo("accuracy %.4f".formatted(accuracy));
    }

    @Test
    void aRunThatFailsSaysWhyAndStillGivesTheAccuracyOfItsNewestModel() {
        CommandRun run = train("run", "--attackers=3", "--attack=non-finite");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("n=7, f=2").hasLineCount(1);
        assertThat(run.out()).contains("\naccuracy 0.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--mode=backup:b=2 --rule=median",
                "--mode=bundled:m=5 --rule=median --compute=exponential:mean=1",
                "--mode=async --compute=pareto:minimum=1,shape=1.2 --delay=0.1 --loss=0.05",
                "--mode=async --filter=none --rule=mean --staleness=d1 --max-staleness=30",
                "--mode=ssp:s=2 --compute=exponential:mean=1,factors=3/1 --behaviour=flood",
                "--behaviour=silent --faults=pause:workers=0,at=3,for=2",
            })
    void everyModeTrainsUnderConditionsOfItsOwn(String options) throws Exception {
        CommandRun run = train("run", options.split(" "));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(Files.readAllLines(directory.resolve("run/rounds.jsonl"))).hasSize(12);
    }

    @Test
    void withoutAnAttackAllWorkersAreHonest() throws Exception {
        assertThat(train("none", "--attack=none").code()).isZero();
        assertThat(train("honest", "--attackers=0").code()).isZero();
        assertThat(directory.resolve("none/rounds.jsonl"))
                .hasSameTextualContentAs(directory.resolve("honest/rounds.jsonl"));
        assertThat(train("late", "--attack=none", "--behaviour=silent").code()).isZero();
        assertThat(Files.readString(directory.resolve("late/rounds.jsonl")))
                .isNotEqualTo(Files.readString(directory.resolve("none/rounds.jsonl")));
    }

    @Test
    void aRunThatOverflowsSaysWhereItDiverged() {
        CommandRun run =
                train("run", "--byzantine=0", "--rule=mean", "--schedule=1e30", "--model=mlp:16");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).containsPattern("bft: diverged at round \\d+: ").hasLineCount(1);
    }

    @Test
    void refusesToBeginWithAModelThatDoesNotFitOrIsNotFinite() throws Exception {
        Path file = directory.resolve("model.npy");
        for (int length : new int[] {3, 2570}) {
            float[] parameters = new float[length];
            parameters[2] = Float.NaN;
            NpyFile.write(file, parameters);
            CommandRun run = train("run", "--initial=" + file);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err())
                    .contains(
                            file.toString(),
                            length == 3 ? "shape is [3], the model needs [" : "value at 2 is NaN")
                    .hasLineCount(1);
        }
        assertThat(directory.resolve("run")).doesNotExist();
    }

    @Test
    void realProcessesHaveRealConditions() {
        CommandRun run = CommandRun.of("train", "--compute=2");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("need engine simulation, got cluster").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rule=crumb          | no rule 'crumb'",
                "--rule=krum --byzantine=3 | krum needs n >= 2f+3, got n=7, f=3",
                "--attack=bribe        | no attack 'bribe'",
                "--behaviour=nap       | no behaviour 'nap'",
                "--mode=sometimes      | no mode 'sometimes'",
                "--mode=bundled:m=6    | it needs 6 <= n-f, got n=7, f=2",
                "--filter=kardam --rule=median | filter kardam: modes async and ssp take filters",
                "--mode=async --byzantine=3    | n >= 3f+1",
                "--staleness=d1        | mode bsp accepts no stale ones",
                "--staleness=d3        | no distribution 'd3'",
                "--loss=1              | --loss must be in [0, 1), got '1'",
                "--faults=flood        | no fault 'flood'",
                "--data=moon           | or file 'moon'",
                "--model=oracle        | no model 'oracle'",
                "--partition=fair      | no partition 'fair'",
                "--local=spin          | no local method 'spin'",
                "--optimiser=magic     | no optimiser 'magic'",
                "--schedule=0                | rate",
                "--attackers=7         | 0 <= attackers < n, got n=7, attackers=7",
                "--rounds=0            | --rounds must be a whole number of at least 1, got '0'",
                "--batch=0             | --batch must be a whole number in [1, 65536], got '0'",
                "--batch=65537         | --batch must be a whole number in [1, 65536], got '65537'",
                "--workers=1000000     | --workers must be a whole number in [1, 16384], got '1000000'",
                "--workers=1001        | workers must be at most 1000, got n=1001",
                "--round-timeout=2weeks | --round-timeout must be a time of at most 30 days",
                "--workers=many        | --workers must be a whole number in [1, 16384], got 'many'",
                "--optimise=sgd        | unknown option '--optimise', did you mean '--optimiser'?",
                "--lr=0.1              | 'lr' is called 'schedule' now",
                "--in-process          | 'in-process' is called 'engine' now",
            })
    void refusesOnOneLineWhatCannotBe(String options, String message) {
        CommandRun run = train("run", options.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message).hasLineCount(1);
        assertThat(directory.resolve("run")).doesNotExist();
    }
}
