package bft.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OwnerPlacesTest {
    private final Map<Integer, String> owners =
            new HashMap<>(Map.of(0, "alice", 1, "alice", 2, "alice", 3, "bob"));

    private final SortedMap<Integer, String> taken = new TreeMap<>();

    private OwnerPlaces places(OptionalInt most) {
        return new OwnerPlaces(
                most, worker -> Optional.ofNullable(owners.get(worker)), () -> taken);
    }

    @Test
    void theFirstOfAnOwnerHaveItsPlacesAndOthersNone() {
        OwnerPlaces places = places(OptionalInt.of(2));
        assertThat(places.take(0)).isEmpty();
        assertThat(places.take(2)).isEmpty();
        assertThat(places.take(1))
                .contains(
                        "owner alice has 2 workers in the job, [0, 2], which is the most that one"
                                + " owner may have");
        assertThat(places.take(2)).as("it has its place").isEmpty();
        assertThat(places.take(3)).isEmpty();
        assertThat(places.take(4)).as("nobody's").isEmpty();
    }

    @Test
    void aRevokedWorkersPlaceIsFree() {
        OwnerPlaces places = places(OptionalInt.of(1));
        assertThat(places.take(0)).isEmpty();
        assertThat(places.take(1)).isPresent();
        owners.remove(0);
        assertThat(places.take(1)).isEmpty();
    }

    @Test
    void aWorkerWhoseTokenIsRenewedAfterAnotherHasTakenItsPlaceHasNone() {
        OwnerPlaces places = places(OptionalInt.of(1));
        assertThat(places.take(0)).isEmpty();
        owners.remove(0);
        assertThat(places.take(1)).isEmpty();
        owners.put(0, "alice");
        assertThat(places.take(0)).isPresent();
        assertThat(taken).containsExactly(Map.entry(1, "alice"));
    }

    @Test
    void afterARestartWithALowerCapTheFirstKeepTheirPlaces() {
        OwnerPlaces before = places(OptionalInt.of(3));
        for (int worker = 2; worker >= 0; worker--) {
            assertThat(before.take(worker)).isEmpty();
        }
        OwnerPlaces after = places(OptionalInt.of(1));
        assertThat(after.take(2))
                .contains(
                        "owner alice has 1 workers in the job, [0], which is the"
                                + " most that one owner may have");
        assertThat(after.take(0)).isEmpty();
    }

    @Test
    void withoutACapAnyNumberTakesPart() {
        OwnerPlaces places = places(OptionalInt.empty());
        for (int worker = 0; worker < 3; worker++) {
            assertThat(places.take(worker)).isEmpty();
        }
    }
}
