package bft.worker.config;

/** Which program or run a setting concerns. */
public enum Role {
    /** {@code bft-server}. */
    SERVER,
    /** {@code bft-worker}. */
    WORKER,
    /** A whole training run: {@code bft train}, or one run of an experiment. */
    RUN
}
