package bft.experiments.demo;

import bft.experiments.cluster.LoopbackRun;
import bft.experiments.output.ResultFile;
import bft.experiments.plot.Lines;
import bft.experiments.plot.UndrawableException;
import bft.experiments.record.Series;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunConfig;
import bft.experiments.run.RunObserver;
import bft.experiments.terminal.Curve;
import bft.experiments.terminal.LiveTable;
import bft.experiments.terminal.Terminal;
import bft.server.metrics.RoundRecord;
import bft.spec.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Runs the demonstration. */
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
    private final boolean lingers;
    private final List<Phase> phases = Phase.all();
    private final List<ContenderProgress> progress = new ArrayList<>();

    /**
     * @param roundsEach rounds of each phase, at least 1
     * @param directory an existing directory for the files
     * @param lingers whether the servers stay until the process is ended
     */
    public Demo(Terminal terminal, Path directory, long roundsEach, boolean lingers) {
        this.terminal = terminal;
        this.directory = directory;
        this.roundsEach = roundsEach;
        this.lingers = lingers;
    }

    /**
     * Runs it, for less than a minute with 60 rounds a phase.
     *
     * @return whether all results are as expected
     * @throws IOException if a file cannot be written
     */
    public boolean run(long seed) throws IOException, InterruptedException {
        List<Contender> contenders = contenders(seed);
        List<LoopbackRun> runs = contenders.stream().map(Contender::prepare).toList();
        ExecutorService threads = Executors.newFixedThreadPool(contenders.size());
        try {
            List<Future<Optional<String>>> ends = new ArrayList<>();
            for (int k = 0; k < contenders.size(); k++) {
                progress.add(contenders.get(k).progress);
                ends.add(threads.submit(runs.get(k)::run));
            }
            showPages(runs);
            watch(ends);
            boolean holds = conclude();
            if (lingers) {
                terminal.line("the live pages stay until Ctrl-C");
                terminal.out().flush();
                new CountDownLatch(1).await();
            }
            return holds;
        } finally {
            threads.shutdownNow();
            runs.forEach(LoopbackRun::close);
        }
    }

    private void showPages(List<LoopbackRun> runs) {
        terminal.line("live pages, for a browser:");
        for (int k = 0; k < runs.size(); k++) {
            String page = runs.get(k).page().exceptionally(e -> "none: " + e.getMessage()).join();
            terminal.line("  %-14s %s".formatted(progress.get(k).name(), page));
        }
        terminal.line("");
    }

    /** One of the runs that are compared. */
    private record Contender(LoadedRun loaded, ContenderProgress progress) {
        LoopbackRun prepare() {
            progress.measured(0, accuracy(loaded.initialParameters()));
            var observer =
                    new RunObserver() {
                        @Override
                        public void round(RoundRecord round, Optional<float[]> parameters) {
                            progress.closed(round);
                            parameters.ifPresent(
                                    made -> progress.measured(round.version(), accuracy(made)));
                        }

                        @Override
                        public void endedEarly(long version, float[] parameters) {}
                    };
            return new LoopbackRun(loaded, observer);
        }

        private double accuracy(float[] parameters) {
            return loaded.evaluate(parameters).accuracy();
        }
    }

    private List<Contender> contenders(long seed) {
        LoadedRun attacked =
                RunConfig.of(
                                "workers=" + WORKERS,
                                "byzantine=" + ATTACKERS,
                                "rounds=" + phases.size() * roundsEach,
                                "eval-every=" + measureEvery(),
                                "grace=10s",
                                "round-timeout=30s",
                                "seed=" + seed)
                        .load()
                        .with(Phase.inTurn(phases, roundsEach));
        LoadedRun free =
                attacked.with("workers=" + (WORKERS - ATTACKERS), "byzantine=0", "rule=mean");
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender(free, new ContenderProgress("attack-free")));
        for (String rule : RULES) {
            contenders.add(
                    new Contender(attacked.with("rule=" + rule), new ContenderProgress(rule)));
        }
        LoadedRun each = attacked.with("mode=async", "filter=" + ASYNCHRONOUS);
        contenders.add(new Contender(each, new ContenderProgress(ASYNCHRONOUS + " async")));
        return contenders;
    }

    /** Often enough for a curve, and at the end of every phase. */
    private long measureEvery() {
        long every = 5;
        while (roundsEach % every != 0) {
            every--;
        }
        return every;
    }

    private void watch(List<Future<Optional<String>>> ends) throws InterruptedException {
        var board = new Board(terminal, phases, roundsEach, progress);
        var table = new LiveTable(terminal);
        int ended = 0;
        boolean over = false;
        while (!over) {
            over = ends.stream().allMatch(Future::isDone);
            for (; ended < phases.size() && board.endOf(ended).isPresent(); ended++) {
                table.keep(board.endOf(ended).get());
            }
            if (!over) {
                table.show(board.now());
                Thread.sleep(REFRESH_MILLIS);
            }
        }
        for (int k = 0; k < ends.size(); k++) {
            String name = progress.get(k).name();
            failure(ends.get(k)).ifPresent(f -> terminal.line(name + " ended early: " + f));
        }
    }

    private static Optional<String> failure(Future<Optional<String>> end)
            throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause().toString());
        }
    }

    private boolean conclude() throws IOException {
        List<Series> curves = progress.stream().map(ContenderProgress::curve).toList();
        terminal.line("");
        Curve.draw(terminal, curves, CURVE_ROWS).forEach(terminal::line);
        ResultFile.write(directory.resolve("accuracy.csv"), table());
        int robust = progress.size() - RULES.size();
        var verdict =
                new DemoVerdict(
                        phases,
                        roundsEach,
                        progress.get(0),
                        progress.get(1),
                        progress.subList(robust, progress.size()));
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
        for (ContenderProgress each : progress) {
            for (Measurement point : each.points()) {
                String suspects =
                        point.distrusted().keySet().stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(" "));
                lines.add(
                        Text.of(
                                "%s,%d,%.4f,%s",
                                each.name(), point.version(), point.accuracy(), suspects));
            }
        }
        return lines;
    }
}
