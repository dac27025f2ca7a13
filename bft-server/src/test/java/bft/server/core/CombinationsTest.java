package bft.server.core;

import static bft.server.core.Simulated.SECOND;
import static bft.server.core.Simulated.settings;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.policy.Filters;
import bft.aggregation.rules.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every mode with every rule, every filter and many n and f: a job that is admissible goes on with
 * any n-f workers, and one that is not says why with its numbers when it is made.
 */
class CombinationsTest {
    private static final int[][] WORKERS = {
        {1, 0}, {4, 0}, {4, 1}, {6, 2}, {7, 2}, {10, 3}, {9, 4}
    };

    /** One needs as many weights as rows; one compares with a gradient no server has. */
    private static final Set<String> NOT_BY_NAME = Set.of("weighted-mean", "fltrust");

    private static final int VERSIONS = 2;
    private static final String WITH_NUMBERS =
            "(?s).*([<>]=? .*\\d|take no filter|takes none and dynsgd|needs root=W|a trusted|keeps a history of each).*";
    private static final int TURNS = 6;

    static List<String> rules() {
        return Rules.registry().names().stream()
                .filter(rule -> !NOT_BY_NAME.contains(rule))
                .toList();
    }

    private static List<String> filters() {
        List<String> filters =
                new ArrayList<>(List.of("", "zeno-plus-plus:root=0", "kardam:bundle=4"));
        filters.addAll(Filters.registry().names());
        return filters;
    }

    private static Stream<String> modes(int n, int f) {
        return Stream.of(
                "bsp",
                "backup:b=" + f,
                "backup:b=" + (f + 1),
                "bundled:m=" + (n - f),
                "bundled:m=" + (2 * f + 1),
                "async",
                "ssp:s=1");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void isAdmissibleAndGoesOnOrSaysWhyNot(String rule) {
        int admissible = 0;
        for (int[] workers : WORKERS) {
            int n = workers[0];
            int f = workers[1];
            for (String mode : modes(n, f).toList()) {
                for (String filter : filters()) {
                    admissible += tried(rule, mode, filter, n, f) ? 1 : 0;
                }
            }
        }
        assertThat(admissible).isPositive();
    }

    private static boolean tried(String rule, String mode, String filter, int n, int f) {
        String what = "%s, mode %s, filter '%s', n=%d, f=%d".formatted(rule, mode, filter, n, f);
        Optional<String> named = Optional.of(filter).filter(name -> !name.isEmpty());
        JobSettings settings;
        try {
            settings = settings(mode, rule, named, n, f, VERSIONS);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).as(what).matches(WITH_NUMBERS);
            return false;
        }
        Simulated s = Simulated.running(settings, 3);
        for (int turn = 0; turn < TURNS && s.job.end().isEmpty(); turn++) {
            long version = s.job.model().version();
            for (int worker = 0; worker < n - f && s.job.model().version() == version; worker++) {
                s.push(worker, worker + 1, -worker, 0.5f * worker);
            }
            s.pass(3 * SECOND);
        }
        assertThat(s.job.model().version()).as(what + ": " + s.job.end()).isEqualTo(VERSIONS);
        return true;
    }
}
