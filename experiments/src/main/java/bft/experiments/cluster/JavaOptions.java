package bft.experiments.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Options of a Java process that we start. Options that the user has set in the environment for
 * every Java program take precedence: the JVM refuses to start with two garbage collectors, or with
 * an initial heap size above the limit.
 *
 * @param users the options that the user has set
 */
record JavaOptions(String users) {
    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC(?!\\S)");
    private static final Pattern LIMIT =
            Pattern.compile("-Xmx\\d|-XX:(MaxHeapSize|MaxRAMPercentage|MaxRAM)=");
    private static final Pattern LEAST =
            Pattern.compile(
                    "(?:-Xms|-XX:InitialHeapSize=|-XX:MinHeapSize=)(\\d{1,15})([kKmMgGtT]?)");
    private static final String UNITS = "kmgt";
    private static final int MEGABYTE_SHIFT = 20;

    /** The options in this environment. */
    static JavaOptions of(Map<String, String> environment) {
        return new JavaOptions(
                Stream.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")
                        .map(name -> environment.getOrDefault(name, ""))
                        .collect(Collectors.joining(" ")));
    }

    /**
     * The collector and the limit of the heap, unless the user has chosen them.
     *
     * @param heapMegabytes the most that the process needs
     */
    List<String> withHeap(int heapMegabytes) {
        List<String> options = new ArrayList<>();
        if (!COLLECTOR.matcher(users).find()) {
            options.add("-XX:+UseSerialGC");
        }
        if (!LIMIT.matcher(users).find()) {
            options.add("-Xmx" + Math.max(heapMegabytes, leastMegabytes()) + "m");
        }
        return options;
    }

    /** The initial heap size that the user has set, or 0. */
    private long leastMegabytes() {
        long most = 0;
        Matcher least = LEAST.matcher(users);
        while (least.find()) {
            int unit = UNITS.indexOf(least.group(2).toLowerCase(Locale.ROOT));
            int shift = least.group(2).isEmpty() ? 0 : 10 * (unit + 1);
            long bytes = Long.parseLong(least.group(1)) << shift;
            most = Math.max(most, (bytes + (1L << MEGABYTE_SHIFT) - 1) >> MEGABYTE_SHIFT);
        }
        return most;
    }
}
