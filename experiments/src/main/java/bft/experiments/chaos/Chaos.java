package bft.experiments.chaos;

import bft.experiments.run.LoadedRun;
import bft.spec.Entry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The table of hostilities against modes. */
public final class Chaos {
    private static final Entry<Hostility> UNDISTURBED = Hostilities.ALL.entry(Hostilities.NONE);

    private final List<Entry<Hostility>> hostilities;
    private final List<Job> jobs;
    private final boolean quick;

    private Chaos(List<Entry<Hostility>> hostilities, List<Job> jobs, boolean quick) {
        this.hostilities = hostilities;
        this.jobs = jobs;
        this.quick = quick;
    }

    /**
     * @param only names of hostilities; all if empty
     * @param modes names of modes; all if empty
     * @throws IllegalArgumentException naming a name that does not exist
     */
    public Chaos(List<String> only, List<String> modes) {
        this(
                only.isEmpty()
                        ? Hostilities.ALL.entries()
                        : only.stream().map(Hostilities.ALL::entry).toList(),
                modes.isEmpty() ? Job.ALL : modes.stream().map(Chaos::job).toList(),
                false);
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
     * The same, but each hostility in one mode only, by turns, and the undisturbed job in all.
     *
     * @return a table with a quarter of the cells
     */
    public Chaos quick() {
        return new Chaos(hostilities, jobs, true);
    }

    /**
     * Fills the table.
     *
     * @param directory keeps the files of the jobs that fail
     * @param json a line of JSON for each cell
     * @return how many cells failed
     */
    public int run(Path directory, PrintWriter out, boolean json)
            throws IOException, InterruptedException {
        var table = new Table(out, json);
        table.head();
        for (int k = 0; k < jobs.size(); k++) {
            Job job = jobs.get(k);
            LoadedRun loaded = job.load();
            Outcome calm = run(directory, UNDISTURBED, job, loaded, OptionalDouble.empty());
            table.add(calm);
            for (Entry<Hostility> entry : of(k)) {
                OptionalDouble expected = OptionalDouble.of(calm.accuracy());
                table.add(run(directory, entry, job, loaded, expected));
            }
        }
        return table.failed();
    }

    private List<Entry<Hostility>> of(int job) {
        List<Entry<Hostility>> all = new ArrayList<>();
        for (int k = 0; k < hostilities.size(); k++) {
            boolean isDue = !quick || k % jobs.size() == job;
            if (isDue && !hostilities.get(k).equals(UNDISTURBED)) {
                all.add(hostilities.get(k));
            }
        }
        return all;
    }

    private static Outcome run(
            Path directory, Entry<Hostility> entry, Job job, LoadedRun loaded, OptionalDouble calm)
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
