package bft.server.checkpoint;

import bft.aggregation.state.Snapshot;
import bft.server.config.ServerConfig;
import bft.server.core.JobSettings;
import bft.server.optimiser.ParameterLayout;
import bft.server.synchrony.Synchrony;
import bft.spec.BadArgument;
import bft.worker.wire.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings, by name, that define a job: a state fits only the same settings. Rounds, times and
 * settings of the wire do not count, and may differ at the next start.
 */
public record Identity(Map<String, String> settings) {
    private static final String KIND = "settings";
    private static final int MOST = 100;
    private static final String UNSPECIFIED = "unspecified";

    /** Of the job that a server is to run. */
    public static Identity of(ServerConfig config) {
        JobSettings job = config.job();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("job", config.name());
        settings.put("workers", "" + job.n());
        settings.put("byzantine", "" + job.f());
        settings.put("rule", job.rule().toString());
        settings.put("mode", mode(job));
        settings.put("quorum", "" + job.quorum());
        settings.put("max-staleness", "" + job.synchrony().maxStaleness());
        settings.put("filter", filter(job));
        settings.put("optimiser", job.training().optimiser().toString());
        settings.put("rate", job.training().optimiser().rate().toString());
        Task task = config.task();
        settings.put("layout", new ParameterLayout(task.tensors()).toString());
        settings.put("model", said(task.model()));
        settings.put("batch", task.batch() == 0 ? UNSPECIFIED : "" + task.batch());
        settings.put("sampling", said(task.sampling()));
        settings.put("local", said(task.local()));
        settings.put("seed", "" + job.training().seed());
        settings.put("dimension", "" + config.initial().parameters().length);
        return new Identity(settings);
    }

    private static String said(String text) {
        return text.isEmpty() ? UNSPECIFIED : text;
    }

    private static String mode(JobSettings job) {
        Synchrony synchrony = job.synchrony();
        if (synchrony.isAsynchronous()) {
            return synchrony.boundsClockGap() ? "ssp:s=" + synchrony.maxClockGap() : "async";
        }
        if (synchrony.takesStale()) {
            return "bundled:m=" + synchrony.full();
        }
        if (synchrony.sample() != Synchrony.ALL) {
            return "sampled:m=" + synchrony.sample();
        }
        int backups = job.n() - synchrony.full();
        return backups == 0 ? "bsp" : "backup:b=" + backups;
    }

    private static String filter(JobSettings job) {
        String none = job.synchrony().isAsynchronous() ? JobSettings.DEFAULT_FILTER : "none";
        return job.filter().orElse(none);
    }

    /** Each setting that differs, with both values. */
    List<String> differences(Identity saved) {
        List<String> differences = new ArrayList<>();
        settings.forEach(
                (name, here) -> {
                    String there = saved.settings.getOrDefault(name, "not there");
                    if (!here.equals(there)) {
                        differences.add("%s is %s here and %s there".formatted(name, here, there));
                    }
                });
        return differences;
    }

    Snapshot snapshot() {
        return Snapshot.of(KIND).with("all", settings).build();
    }

    /**
     * @throws IllegalArgumentException naming the field that does not fit
     */
    static Identity of(Snapshot snapshot) {
        Map<String, String> settings = snapshot.expecting(KIND).holding("all").texts("all");
        BadArgument.when(settings.size() > MOST)
                .because("%s settings, at most %s", settings.size(), MOST);
        return new Identity(settings);
    }
}
