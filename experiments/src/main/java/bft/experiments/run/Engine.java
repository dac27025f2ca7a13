package bft.experiments.run;

import java.util.Locale;

/** What carries out a run. */
public enum Engine {
    /** One thread and virtual time; the same records every time. */
    SIMULATION,
    /** A server and workers over gRPC, all in this process. */
    LOOPBACK,
    /** A server and workers in processes of their own, over gRPC. */
    CLUSTER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
