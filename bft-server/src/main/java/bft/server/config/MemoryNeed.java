package bft.server.config;

import bft.server.core.JobSettings;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The largest amount of memory that a job needs, in bytes, compared with the JVM's limits before
 * the job begins.
 *
 * @param gradients vectors of d floats that are arriving, in the round or waiting
 * @param others vectors for versions, aggregates, the optimiser and what a filter compares with
 * @param encoded vectors outside the heap, for versions that are being sent
 * @param dimension d
 * @param workers n
 */
record MemoryNeed(long gradients, long others, long encoded, long dimension, int workers) {
    /** The program itself, with class data and metrics. */
    private static final long BASE_BYTES = 40L << 20;

    /** Network buffers of one connection that sends and receives. */
    private static final long CONNECTION_BYTES = 1L << 20;

    private static final long DIRECT_BASE_BYTES = 16L << 20;

    /** The virtual machine beside its heap: code, classes, stacks of threads. */
    private static final long MACHINE_BYTES = 128L << 20;

    private static final long MEGABYTE = 1L << 20;

    /**
     * The JVM's limits, in bytes.
     *
     * @param heap for objects
     * @param direct for buffers of the network
     * @param given of the option -Xmx, of which some collectors keep a part free
     */
    record Limits(long heap, long direct, long given) {
        Limits(long heap, long direct) {
            this(heap, direct, heap);
        }

        /** Those of this JVM. */
        static Limits ofThisJvm() {
            long heap = Runtime.getRuntime().maxMemory();
            long direct = option("MaxDirectMemorySize");
            return new Limits(heap, direct == 0 ? heap : direct, option("MaxHeapSize"));
        }

        private static long option(String name) {
            return Long.parseLong(
                    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                            .getVMOption(name)
                            .getValue());
        }

        /** The least value of -Xmx that leaves so much for objects. */
        long toGive(long bytes) {
            return given == heap ? bytes : (long) (bytes * (1.02 * given / heap));
        }
    }

    /**
     * The same for a job that is saved: the state being written keeps its own gradients,
     * parameters, aggregate and slots when the job already has new ones, and a restored job holds
     * an initial model that it does not need.
     */
    static MemoryNeed ofSaved(JobSettings job, int dimension, int observers) {
        MemoryNeed plain = of(job, dimension, observers);
        long written = job.gradientsHeld() + 3L + job.training().optimiser().slots(dimension);
        long lookedBack = job.rule().keepsHistory() ? job.n() : 0;
        return new MemoryNeed(
                plain.gradients,
                plain.others + written + lookedBack,
                plain.encoded,
                dimension,
                job.n());
    }

    /** The same with a log that keeps the gradients of the rounds that wait to be written. */
    MemoryNeed audited() {
        return new MemoryNeed(gradients, others + 3L * workers, encoded, dimension, workers);
    }

    /** The same with a gradient of each worker that arrives in datagrams. */
    MemoryNeed lossy() {
        return new MemoryNeed(gradients + workers, others, encoded, dimension, workers);
    }

    /** A job keeps no more versions than it makes, whatever the bound on staleness. */
    static MemoryNeed of(JobSettings job, int dimension, int observers) {
        long gradients = job.gradientsHeld();
        long encoded = job.vectorsEncoded(observers);
        long others = job.vectorsHeld(observers, dimension) - gradients - encoded;
        if (job.synchrony().isAsynchronous()) {
            long stale = job.synchrony().maxStaleness();
            others -= Math.max(0, stale - job.training().rounds());
        }
        return new MemoryNeed(gradients, others, encoded, dimension, job.n());
    }

    /** Heap: vectors and the program itself. */
    long heapBytes() {
        long vectors = gradients + others;
        return vectors > (Long.MAX_VALUE - BASE_BYTES) / vectorBytes()
                ? Long.MAX_VALUE
                : BASE_BYTES + vectors * vectorBytes();
    }

    /**
     * Encoded versions, and network buffers; a small model needs less than a connection's limit.
     */
    long directBytes() {
        return DIRECT_BASE_BYTES
                + workers * Math.min(CONNECTION_BYTES, 2 * vectorBytes())
                + encoded * vectorBytes();
    }

    /** The least value of -Xmx for this JVM, in megabytes. */
    long heapMegabytes(Limits limits) {
        return megabytes(limits.toGive(heapBytes()));
    }

    /** What the process uses at most if it is given no more than it needs, as a sentence. */
    String sentence(Limits limits) {
        long all = heapMegabytes(limits) + megabytes(directBytes() + MACHINE_BYTES);
        return "the process needs %s MB at most, with -Xmx%sm for the job; a JVM without that limit may take more"
                .formatted(all, heapMegabytes(limits));
    }

    /** Which limits are too low; empty if none. */
    List<String> shortOf(Limits limits) {
        List<String> problems = new ArrayList<>();
        if (heapBytes() > limits.heap) {
            problems.add(
                    ("the job needs -Xmx" + heapMegabytes(limits))
                            + ("m, the JVM has -Xmx" + limits.given / MEGABYTE + "m: " + parts())
                            + "; start java with that option, or lower --workers or the dimension");
        }
        if (directBytes() > limits.direct) {
            String option = "-XX:MaxDirectMemorySize=";
            problems.add(
                    ("the job needs " + option + megabytes(directBytes()) + "m, the JVM has ")
                            + (option + limits.direct / MEGABYTE + "m: versions that are sent, and")
                            + (" network buffers of " + workers + " workers; start java with it"));
        }
        return problems;
    }

    private String parts() {
        return (gradients + " gradients and " + others)
                + (" vectors for versions, aggregates, optimiser and filter, ")
                + (megabytes(vectorBytes()) + " MB each (dimension " + dimension + "), and ")
                + (megabytes(BASE_BYTES) + " MB for the program");
    }

    private long vectorBytes() {
        return Float.BYTES * dimension;
    }

    private static long megabytes(long bytes) {
        return (bytes + MEGABYTE - 1) / MEGABYTE;
    }
}
