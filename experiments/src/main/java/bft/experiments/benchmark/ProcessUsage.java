package bft.experiments.benchmark;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process has used so far, as Linux tells it in {@code /proc}; empty and zero elsewhere.
 *
 * @param cpuSeconds by kind of thread
 * @param peakBytes most resident memory
 */
record ProcessUsage(Map<String, Double> cpuSeconds, long peakBytes) {
    /** Clock ticks per second in {@code /proc}, whatever the kernel's own timer is. */
    private static final double TICKS = 100;

    /** User and system time in a line of {@code stat}, counted after the name of the thread. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    static ProcessUsage of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        Map<String, Double> seconds = new TreeMap<>();
        long peak = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                add(thread, seconds);
            }
            peak = peak(process);
        } catch (IOException e) {
            // Not Linux, or the process has ended: nothing is known.
        }
        return new ProcessUsage(seconds, peak);
    }

    /** CPU seconds of all threads. */
    double allSeconds() {
        return cpuSeconds.values().stream().mapToDouble(seconds -> seconds).sum();
    }

    private static void add(Path thread, Map<String, Double> seconds) throws IOException {
        String stat = Files.readString(thread.resolve("stat"));
        int end = stat.lastIndexOf(')');
        String name = stat.substring(stat.indexOf('(') + 1, end);
        String[] fields = stat.substring(end + 2).split(" ");
        long ticks = Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
        seconds.merge(kind(name), ticks / TICKS, Double::sum);
    }

    /** Linux cuts names after 15 characters. */
    private static String kind(String name) {
        if (name.startsWith("vert.x-event")) {
            return "network";
        }
        if (name.startsWith("bft-work") || name.startsWith("bft-aggregate")) {
            return "compute";
        }
        if (name.startsWith("bft-")) {
            return "job";
        }
        if (name.startsWith("GC ") || name.startsWith("G1 ") || name.equals("VM Thread")) {
            return "collector";
        }
        return name.contains("Compiler") ? "compiler" : "other";
    }

    private static long peak(Path process) throws IOException {
        for (String line : Files.readAllLines(process.resolve("status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return 0;
    }
}
