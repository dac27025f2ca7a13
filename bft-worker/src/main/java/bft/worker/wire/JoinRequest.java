package bft.worker.wire;

/**
 * What a worker says to learn the contract, and to get its slot.
 *
 * @param protocolVersion that it speaks; any number
 * @param instance tells its process from others with the same token; any 64 bits, {@link #UNNAMED}
 *     if it does not say
 * @param contractOnly whether it wants to know the contract alone
 */
public record JoinRequest(int protocolVersion, long instance, boolean contractOnly) {
    /** The instance of those that give none. */
    public static final long UNNAMED = 0;

    /** Of a worker that takes its slot. */
    public JoinRequest(int protocolVersion, long instance) {
        this(protocolVersion, instance, false);
    }

    /** Of a worker that does not say which process it is. */
    public static JoinRequest unnamed(int protocolVersion) {
        return new JoinRequest(protocolVersion, UNNAMED);
    }
}
