package bft.experiments.doctor;

import bft.aggregation.kernels.Kernels;
import bft.experiments.doctor.Finding.State;
import bft.worker.config.OneLine;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at what a server, a worker or a run needs of the machine. */
final class Doctor {
    private static final int LEAST_JAVA = 17;
    private static final long LEAST_HEAP = 256L << 20;
    private static final long LEAST_ROOM = 1L << 30;
    private static final long LEAST_DESCRIPTORS = 1024;

    /** No certificate and no token was made before this program. */
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Finding> findings = new ArrayList<>();

    private Doctor() {}

    /**
     * All findings, in a fixed order.
     *
     * @param now the time by the machine's clock
     * @param ports that a server would listen on
     * @param data directory of the data sets, if there is one
     * @param out directory that a server or a run would write to
     */
    static List<Finding> examine(Instant now, List<Integer> ports, Optional<Path> data, Path out) {
        var doctor = new Doctor();
        doctor.java();
        doctor.vectors();
        doctor.flags();
        doctor.memory();
        ports.forEach(doctor::port);
        doctor.clock(now);
        doctor.descriptors();
        data.ifPresent(doctor::data);
        doctor.room(out);
        return doctor.findings;
    }

    private void look(
            String subject, State otherwise, boolean isWell, String detail, String advice) {
        findings.add(Finding.of(subject, otherwise, isWell, detail, advice));
    }

    private void java() {
        int release = Runtime.version().feature();
        String detail =
                "%s, %s".formatted(Runtime.version(), System.getProperty("java.vm.name", "?"));
        look("java", State.FAIL, release >= LEAST_JAVA, detail, "install a JDK 17 or newer");
    }

    private void vectors() {
        boolean has = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        String advice = "start java with --add-modules jdk.incubator.vector, of a whole JDK";
        look("vectors", State.WARN, has, "kernels: " + Kernels.best(), advice);
    }

    private void flags() {
        long alignment = Long.parseLong(option("ObjectAlignmentInBytes").orElse("8"));
        boolean isAligned = alignment % 64 == 0;
        String detail =
                "objects aligned to %s bytes, large pages %s, collector %s"
                        .formatted(
                                alignment,
                                option("UseTransparentHugePages").orElse("false").equals("true")
                                        ? "on"
                                        : "off",
                                ManagementFactory.getGarbageCollectorMXBeans().get(0).getName());
        String advice = "-XX:ObjectAlignmentInBytes=64 makes the kernels up to 1.4 times faster";
        look("flags", State.WARN, isAligned, detail, advice);
    }

    private static Optional<String> option(String name) {
        try {
            var bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return Optional.of(bean.getVMOption(name).getValue());
        } catch (IllegalArgumentException notOfThisJvm) {
            return Optional.empty();
        }
    }

    private void memory() {
        long heap = Runtime.getRuntime().maxMemory();
        String machine =
                machine().map(bean -> " of " + megabytes(bean.getTotalMemorySize())).orElse("");
        String advice = "allow more with -Xmx in JAVA_TOOL_OPTIONS";
        look(
                "memory",
                State.WARN,
                heap >= LEAST_HEAP,
                "heap up to " + megabytes(heap) + machine,
                advice);
    }

    private static String megabytes(long bytes) {
        return (bytes >> 20) + " MB";
    }

    private void port(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            look("port " + port, State.FAIL, true, "free", "");
        } catch (IOException e) {
            String advice = "choose another (--port, --admin-port), or end what listens there";
            look("port " + port, State.FAIL, false, OneLine.of(e), advice);
        }
    }

    private void clock(Instant now) {
        String advice = "set the clock: certificates and tokens are valid by it";
        look("clock", State.FAIL, now.isAfter(MADE), now.toString(), advice);
    }

    private void descriptors() {
        machine()
                .filter(UnixOperatingSystemMXBean.class::isInstance)
                .map(UnixOperatingSystemMXBean.class::cast)
                .ifPresent(this::descriptors);
    }

    private void descriptors(UnixOperatingSystemMXBean bean) {
        long most = bean.getMaxFileDescriptorCount();
        String detail = "%s of %s open".formatted(bean.getOpenFileDescriptorCount(), most);
        String advice = "one connection takes one: raise the limit with ulimit -n 4096";
        look("descriptors", State.WARN, most >= LEAST_DESCRIPTORS, detail, advice);
    }

    private static Optional<OperatingSystemMXBean> machine() {
        return Optional.of(ManagementFactory.getOperatingSystemMXBean())
                .filter(OperatingSystemMXBean.class::isInstance)
                .map(OperatingSystemMXBean.class::cast);
    }

    private void data(Path data) {
        boolean isThere = Files.isDirectory(data) && Files.isReadable(data);
        String advice = "--data-dir names a readable directory; --data built-in needs none";
        look("data", State.FAIL, isThere, data + (isThere ? "" : " cannot be read"), advice);
    }

    private void room(Path out) {
        try {
            long free = Files.getFileStore(out).getUsableSpace();
            boolean isWritable = Files.isWritable(out);
            String detail =
                    "%s: %s, %s free"
                            .formatted(
                                    out, isWritable ? "writable" : "not writable", megabytes(free));
            look(
                    "files",
                    isWritable ? State.WARN : State.FAIL,
                    isWritable && free >= LEAST_ROOM,
                    detail,
                    "models, records and checkpoints need room: name another place with --out");
        } catch (IOException e) {
            look(
                    "files",
                    State.FAIL,
                    false,
                    OneLine.of(e),
                    "name an existing directory with --out");
        }
    }
}
