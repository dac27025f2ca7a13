package bft.worker.wire;

/**
 * A worker's request for the contract, with which it also registers.
 *
 * @param protocolVersion that it speaks; any number
 * @param instance distinguishes its process from others with the same token; any 64 bits, {@link
 *     #UNNAMED} if the worker does not send one
 * @param contractOnly whether it asks for the contract without registering
 */
public record JoinRequest(int protocolVersion, long instance, boolean contractOnly) {
    /** The instance of workers that send none. */
    public static final long UNNAMED = 0;

    /** The request of a worker that registers. */
    public JoinRequest(int protocolVersion, long instance) {
        this(protocolVersion, instance, false);
    }
}
