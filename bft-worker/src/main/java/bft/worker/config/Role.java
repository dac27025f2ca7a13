package bft.worker.config;

/** Who is told a setting. */
public enum Role {
    /** {@code bft-server}. */
    SERVER,
    /** {@code bft-worker}. */
    WORKER,
    /** A whole training: {@code bft train}, a point of an experiment. */
    RUN
}
