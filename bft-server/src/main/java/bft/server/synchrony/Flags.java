package bft.server.synchrony;

/** Converts flags to the numbers 0 and 1 of snapshots and back. */
public final class Flags {
    private Flags() {}

    public static long[] toLongs(boolean[] flags) {
        var longs = new long[flags.length];
        for (int i = 0; i < flags.length; i++) {
            longs[i] = flags[i] ? 1 : 0;
        }
        return longs;
    }

    /**
     * @param flags of the same length, modified
     */
    public static void copy(long[] longs, boolean[] flags) {
        for (int i = 0; i < flags.length; i++) {
            flags[i] = longs[i] != 0;
        }
    }
}
