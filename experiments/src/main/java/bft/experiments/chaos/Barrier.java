package bft.experiments.chaos;

/** Holds honest workers back that have reached a version, so that the server can be measured. */
final class Barrier {
    private long version;

    /**
     * @param version at which it stands first
     */
    Barrier(long version) {
        this.version = version;
    }

    /** Waits until the barrier stands at a later version than this. */
    synchronized void pass(long reached) throws InterruptedException {
        while (reached >= version) {
            wait();
        }
    }

    /** Moves the barrier. */
    synchronized void moveTo(long later) {
        version = later;
        notifyAll();
    }

    /** Takes the barrier away. */
    void open() {
        moveTo(Long.MAX_VALUE);
    }
}
