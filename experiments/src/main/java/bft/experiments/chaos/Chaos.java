package bft.experiments.chaos;

import bft.experiments.run.LoadedRun;
import bft.spec.Entry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The table of hostilities against modes. */
public final class Chaos {
    private final List<Entry<Hostility>> hostilities;
    private final List<Job> jobs;
    private final Path directory;

    /**
     * @param only names of hostilities; all if empty
     * @param modes names of modes; all if empty
     * @param directory for the files of the jobs that fail
     * @throws IllegalArgumentException naming a name that does not exist
     */
    public Chaos(List<String> only, List<String> modes, Path directory) {
        this.hostilities =
                only.isEmpty()
                        ? Hostilities.ALL.entries()
                        : only.stream().map(Hostilities.ALL::entry).toList();
        this.jobs = modes.isEmpty() ? Job.ALL : modes.stream().map(Chaos::job).toList();
        this.directory = directory;
    }

    private static Job job(String mode) {
        return Job.ALL.stream()
                .filter(job -> job.name().equals(mode))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "--mode is one of %s, got '%s'"
                                                .formatted(
                                                        Job.ALL.stream().map(Job::name).toList(),
                                                        mode)));
    }

    /**
     * Fills the table.
     *
     * @param json a line of JSON for each cell
     * @return how many cells failed
     */
    public int run(PrintWriter out, boolean json) throws IOException, InterruptedException {
        var table = new Table(out, json);
        table.head();
        int failed = 0;
        for (Job job : jobs) {
            LoadedRun loaded = job.load();
            Outcome calm =
                    run(
                            Hostilities.ALL.entry(Hostilities.NONE),
                            job,
                            loaded,
                            OptionalDouble.empty());
            table.add(calm);
            failed += calm.passed() ? 0 : 1;
            for (Entry<Hostility> entry : hostilities) {
                if (!entry.name().equals(Hostilities.NONE)) {
                    Outcome outcome = run(entry, job, loaded, OptionalDouble.of(calm.accuracy()));
                    table.add(outcome);
                    failed += outcome.passed() ? 0 : 1;
                }
            }
        }
        return failed;
    }

    private Outcome run(Entry<Hostility> entry, Job job, LoadedRun loaded, OptionalDouble calm)
            throws IOException, InterruptedException {
        Path own = directory.resolve(job.name() + "-" + entry.name());
        Files.createDirectories(own);
        Outcome outcome = new Cell(entry, job, loaded).run(own, calm);
        if (outcome.passed()) {
            delete(own);
        }
        return outcome;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(Chaos::deleteOne);
        }
    }

    private static void deleteOne(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
