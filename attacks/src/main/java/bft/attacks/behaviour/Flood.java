package bft.attacks.behaviour;

import java.util.stream.IntStream;

/**
 * The forged vector many times for one model.
 *
 * @param messages number of messages
 * @param everyNanos time between two of them
 * @param spread whether each claims another version, the newest first, so that they are not
 *     duplicates
 */
record Flood(int messages, long everyNanos, boolean spread) implements Misbehaviour {
    @Override
    public Plan answer(Turn turn) {
        return new Plan(
                IntStream.range(0, messages)
                        .mapToObj(k -> new Sending(k * everyNanos, claimed(turn, k), turn.forged()))
                        .toList(),
                0);
    }

    private long claimed(Turn turn, int k) {
        return spread ? Math.max(0, turn.version() - k) : turn.version();
    }
}
