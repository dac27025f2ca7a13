package bft.experiments.chaos;

import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * What a server's process uses: it answers each line of its input by a line with what is left on
 * the heap after a collection, what is outside of it, threads and open files.
 */
public final class ServerProbe {
    /** Name of the program: a server that is measured. */
    public static final String PROGRAM = "measured-server";

    private ServerProbe() {}

    /** Answers until the input ends. */
    public static void answer(InputStream questions, PrintStream answers) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(questions, StandardCharsets.UTF_8));
        while (lines.readLine() != null) {
            answers.println(measure());
            answers.flush();
        }
    }

    private static Usage measure() {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        return new Usage(heap, direct(), threads, Usage.openFiles());
    }

    /** Netty counts the memory that it takes past the JDK by itself. */
    private static long direct() {
        long counted =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
        boolean past = PlatformDependent.useDirectBufferNoCleaner();
        return counted + (past ? PlatformDependent.usedDirectMemory() : 0);
    }
}
