package bft.worker.client;

import bft.spec.BadArgument;

/**
 * How long to wait before a call is retried.
 *
 * @param firstMillis before the first retry, at least 1
 * @param maxMillis upper bound of the wait, which doubles with each retry
 * @param giveUpMillis how long after its first failure a call is given up
 */
public record Backoff(long firstMillis, long maxMillis, long giveUpMillis) {

    /**
     * @throws IllegalArgumentException if a value is out of order
     */
    public Backoff {
        BadArgument.when(firstMillis < 1 || maxMillis < firstMillis || giveUpMillis < 0)
                .because(
                        "a backoff needs 1 <= first <= max and give up >= 0, got %s, %s, %s ms",
                        firstMillis, maxMillis, giveUpMillis);
    }

    /**
     * Milliseconds before the retry with this number, between half and all of the doubled value, so
     * that workers that lost the same server do not come back all at once.
     *
     * @param repetition from 0
     * @param chance in [0, 1)
     */
    long delayMillis(int repetition, double chance) {
        double doubled = firstMillis * Math.pow(2, Math.min(repetition, Long.SIZE));
        return Math.max(1, (long) (Math.min(maxMillis, doubled) * (1 + chance) / 2));
    }
}
