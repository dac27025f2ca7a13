package bft.experiments.demo;

import bft.aggregation.admission.policy.Filters;
import bft.attacks.Attack;
import bft.experiments.output.ResultFile;
import bft.experiments.plot.Lines;
import bft.experiments.plot.UndrawableException;
import bft.experiments.record.Series;
import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Defence;
import bft.experiments.scenario.Learning;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.Scenario;
import bft.experiments.scenario.Task;
import bft.experiments.terminal.Curve;
import bft.experiments.terminal.LiveTable;
import bft.experiments.terminal.Terminal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** The demonstration as a whole. */
public final class Demo {
    private static final List<String> RULES = List.of("mean", "krum", "multi-krum", "median");
    private static final String ASYNCHRONOUS = "kardam";
    private static final int WORKERS = 10;
    private static final int ATTACKERS = 3;
    private static final int CURVE_ROWS = 13;
    private static final long REFRESH_MILLIS = 100;

    private final Terminal terminal;
    private final Path directory;
    private final long roundsEach;
    private final List<Phase> phases = Phase.all();
    private final List<Course> courses = new ArrayList<>();

    /**
     * @param roundsEach rounds of each phase, at least 1
     * @param directory where the files go; exists
     */
    public Demo(Terminal terminal, Path directory, long roundsEach) {
        this.terminal = terminal;
        this.directory = directory;
        this.roundsEach = roundsEach;
    }

    /**
     * Runs it, for less than a minute with 60 rounds a phase.
     *
     * @return whether everything came out as it should
     * @throws IOException if a file cannot be written
     */
    public boolean run(long seed) throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService compute = Executors.newFixedThreadPool(cores);
        try {
            List<Future<Void>> ends = new ArrayList<>();
            for (Entrant entrant : entrants(seed, compute)) {
                ends.add(entrant.run(vertx));
            }
            watch(ends);
        } finally {
            compute.shutdownNow();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
        return conclude();
    }

    private List<Entrant> entrants(long seed, Executor compute) {
        var task = new Task("built-in", Path.of(""), "softmax", "random", 32);
        var learning = new Learning("sgd", "0.1", phases.size() * roundsEach, measureEvery());
        var alone = Cohort.honest(WORKERS - ATTACKERS);
        LoadedScenario reference =
                new Scenario(task, alone, Defence.rounds(0, "mean"), learning, seed).load();
        Attack attack = Phase.inTurn(phases, roundsEach);
        List<Entrant> entrants = new ArrayList<>();
        entrants.add(new Entrant(reference, attack, course("attack-free"), compute));
        var attacked = Cohort.attacked(WORKERS, ATTACKERS, "in turn");
        for (String rule : RULES) {
            LoadedScenario loaded = reference.with(attacked, Defence.rounds(ATTACKERS, rule));
            entrants.add(new Entrant(loaded, attack, course(rule), compute));
        }
        var each = Defence.asynchronous(ATTACKERS, Filters.DEFAULT_RULE, ASYNCHRONOUS);
        LoadedScenario loaded = reference.with(attacked, each);
        entrants.add(new Entrant(loaded, attack, course(ASYNCHRONOUS + " async"), compute));
        return entrants;
    }

    private Course course(String name) {
        var course = new Course(name);
        courses.add(course);
        return course;
    }

    /** Often enough for a curve, and at the end of every phase. */
    private long measureEvery() {
        long every = 5;
        while (roundsEach % every != 0) {
            every--;
        }
        return every;
    }

    private void watch(List<Future<Void>> ends) throws InterruptedException {
        var board = new Board(terminal, phases, roundsEach, courses);
        var table = new LiveTable(terminal);
        int ended = 0;
        boolean over = false;
        while (!over) {
            over = ends.stream().allMatch(Future::isComplete);
            for (; ended < phases.size() && board.endOf(ended).isPresent(); ended++) {
                table.keep(board.endOf(ended).get());
            }
            if (!over) {
                table.show(board.now());
                Thread.sleep(REFRESH_MILLIS);
            }
        }
        for (int k = 0; k < ends.size(); k++) {
            if (ends.get(k).failed()) {
                terminal.line(courses.get(k).name() + " ended early: " + ends.get(k).cause());
            }
        }
    }

    private boolean conclude() throws IOException {
        List<Series> curves = courses.stream().map(Course::curve).toList();
        terminal.line("");
        Curve.draw(terminal, curves, CURVE_ROWS).forEach(terminal::line);
        ResultFile.write(directory.resolve("accuracy.csv"), table());
        int robust = courses.size() - RULES.size();
        var verdict =
                new Verdict(
                        phases,
                        roundsEach,
                        courses.get(0),
                        courses.get(1),
                        courses.subList(robust, courses.size()));
        terminal.line("");
        verdict.lines().forEach(terminal::line);
        plot(curves);
        return verdict.holds();
    }

    private void plot(List<Series> curves) throws IOException {
        try {
            String title = "Ten workers, three of them Byzantine: test accuracy";
            UndrawableException.guard(
                    () -> Lines.accuracy(title, curves).write(directory, "accuracy"));
        } catch (UndrawableException e) {
            terminal.line(e.getMessage());
        }
    }

    private List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add("rule,round,accuracy,distrusted");
        for (Course course : courses) {
            for (Point point : course.points()) {
                String suspects =
                        point.distrusted().keySet().stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(" "));
                lines.add(
                        String.format(
                                Locale.ROOT,
                                "%s,%d,%.4f,%s",
                                course.name(),
                                point.version(),
                                point.accuracy(),
                                suspects));
            }
        }
        return lines;
    }
}
