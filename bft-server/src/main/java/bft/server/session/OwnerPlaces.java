package bft.server.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * How many workers of one owner take part. The first that join have the owner's places, and keep
 * them when they leave or lose their connection: otherwise an owner could send more gradients to
 * one round than it has places, by workers that come and go. A place is free again once its
 * worker's credentials have expired or were revoked.
 */
public final class OwnerPlaces {
    private final OptionalInt most;
    private final IntFunction<Optional<String>> owners;
    private final Map<String, Set<Integer>> taken = new HashMap<>();

    /**
     * @param most places of each owner; empty for no limit
     * @param owners to whom a worker belongs now
     */
    public OwnerPlaces(OptionalInt most, IntFunction<Optional<String>> owners) {
        this.most = most;
        this.owners = owners;
    }

    /** A worker takes its place, or has it; the reason if its owner has no place left. */
    public Optional<String> take(int worker) {
        if (most.isEmpty()) {
            return Optional.empty();
        }
        return owners.apply(worker).flatMap(owner -> take(owner, worker));
    }

    private Optional<String> take(String owner, int worker) {
        Set<Integer> its = taken.computeIfAbsent(owner, first -> new TreeSet<>());
        its.removeIf(other -> !owners.apply(other).equals(Optional.of(owner)));
        if (its.contains(worker) || its.size() < most.getAsInt()) {
            its.add(worker);
            return Optional.empty();
        }
        return Optional.of(
                "owner %s has %s workers in the job, %s, which is the most that one owner may have"
                        .formatted(owner, its.size(), its));
    }
}
