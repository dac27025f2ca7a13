package bft.experiments.chaos;

import bft.spec.Registry;

/** Every hostile or faulty behaviour by name. */
public final class Hostilities {
    /** Label of the fact that tells who misbehaves. */
    public static final String WHO = "who";

    /** The name of the job that nobody disturbs. */
    static final String NONE = "none";

    static final Registry<Hostility> ALL =
            new Registry<>(
                    "hostility",
                    WorkerHostilities.ALL,
                    ProtocolHostilities.ALL,
                    StrangerHostilities.ALL,
                    OperatorHostilities.ALL,
                    NetworkHostilities.ALL,
                    DiskHostilities.ALL);

    private Hostilities() {}

    /** The registry of hostilities. */
    public static Registry<?> registry() {
        return ALL;
    }
}
