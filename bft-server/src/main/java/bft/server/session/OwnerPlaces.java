package bft.server.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * How many workers of one owner take part. The first that join have the owner's places, and keep
 * them when they leave or lose their connection, and when the server restarts: otherwise an owner
 * could send more gradients to one round than it has places, by workers that come and go. A place
 * is free again once its worker's credentials have expired or were revoked.
 *
 * @param most places of each owner; empty for no limit
 * @param owners to whom a worker belongs now
 * @param taken the workers that have a place, with the owner whose place it is; modified
 */
public record OwnerPlaces(
        OptionalInt most,
        IntFunction<Optional<String>> owners,
        Supplier<SortedMap<Integer, String>> taken) {
    /** A worker takes its place, or has it; the reason if its owner has no place left. */
    public Optional<String> take(int worker) {
        if (most.isEmpty()) {
            return Optional.empty();
        }
        return owners.apply(worker).flatMap(owner -> take(owner, worker));
    }

    private Optional<String> take(String owner, int worker) {
        SortedMap<Integer, String> all = taken.get();
        all.entrySet()
                .removeIf(
                        place ->
                                !owners.apply(place.getKey())
                                        .equals(Optional.of(place.getValue())));
        List<Integer> its =
                all.entrySet().stream()
                        .filter(place -> place.getValue().equals(owner))
                        .map(Map.Entry::getKey)
                        .toList();
        // A server that was started again may allow fewer than have a place: then the first ones.
        int position = its.contains(worker) ? its.indexOf(worker) : its.size();
        if (position < most.getAsInt()) {
            all.put(worker, owner);
            return Optional.empty();
        }
        return Optional.of(
                "owner %s has %s workers in the job, %s, which is the most that one owner may have"
                        .formatted(owner, most.getAsInt(), its.subList(0, most.getAsInt())));
    }
}
