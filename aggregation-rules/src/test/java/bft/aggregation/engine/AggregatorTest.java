package bft.aggregation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.AggregationRule;
import bft.aggregation.Distances;
import bft.aggregation.Distances.Anchor;
import bft.aggregation.Mixing;
import bft.aggregation.Reducer;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import bft.aggregation.reducer.Mean;
import bft.aggregation.reducer.TrimmedMean;
import bft.aggregation.rules.Rules;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AggregatorTest {
    /** Each row with the previous aggregate in equal parts, then a third of that towards 0. */
    private record Anchored() implements Mixing {
        @Override
        public Weights mix(Distances distances, RoundContext round) {
            int n = distances.rows();
            var weights = new double[n][distances.points()];
            for (int i = 0; i < n; i++) {
                weights[i][i] = 1.0 / 3;
                weights[i][distances.point(Anchor.PREVIOUS)] = 1.0 / 3;
                weights[i][distances.point(Anchor.ORIGIN)] = 1.0 / 3;
            }
            return Weights.of(distances, weights);
        }

        @Override
        public int inputsFor(int outputs) {
            return outputs;
        }

        @Override
        public Set<Anchor> anchors() {
            return Set.of(Anchor.ORIGIN, Anchor.PREVIOUS);
        }
    }

    /** Pairs of neighbours. */
    private record Pairs() implements Mixing {
        @Override
        public Weights mix(Distances distances, RoundContext round) {
            int outputs = distances.rows() / 2;
            var weights = new double[outputs][distances.points()];
            for (int k = 0; k < outputs; k++) {
                weights[k][2 * k] = 0.5;
                weights[k][2 * k + 1] = 0.5;
            }
            return Weights.of(distances, weights);
        }

        @Override
        public int inputsFor(int outputs) {
            return 2 * outputs;
        }
    }

    private static final Aggregator MEASURING = Aggregator.sequential().withDistances();
    private static final float[][] SIX = {{1}, {3}, {5}, {7}, {9}, {1000}};

    @Test
    void chainsMixingsAndReducers() {
        // Pairs give 2, 6, 504.5; the trimmed mean of these with f = 1 is 6.
        var rule = new AggregationRule("pairs", 1, List.of(new Pairs()), new TrimmedMean(1));
        Aggregation result = MEASURING.aggregate(rule, SIX, RoundContext.first(0));
        assertThat(result.output()).containsExactly(6);
        assertThat(result.rows().get(0).distance()).isEqualTo(5);
        assertThat(result.rows().get(5).distance()).isEqualTo(994);
        assertThat(rule.minimumInputs()).isEqualTo(6);
    }

    @Test
    void anchorsCarryWeight() {
        var rule =
                new AggregationRule(
                        "anchored", 0, List.of(new Anchored(), new Pairs()), new Mean());
        var round = new RoundContext(3, new float[] {6}, 0);
        float[][] four = {{1}, {3}, {5}, {7}};
        // (4 + 6 + 0) / 3 for the mean row 4 and the previous aggregate 6.
        Aggregation result = Aggregator.sequential().aggregate(rule, four, round);
        assertThat(result.output()[0]).isCloseTo(10f / 3, within(1e-6f));
        assertThat(result.rows().get(3).distance()).isCloseTo(7 - 10.0 / 3, within(1e-6));
        assertThat(result.rows().get(0).weight()).isCloseTo(1.0 / 12, within(1e-12));
        var first = RoundContext.first(0);
        assertThat(Aggregator.sequential().aggregate(rule, four, first).output()[0])
                .isCloseTo(4f / 3, within(1e-6f));
    }

    @Test
    void refusesAnchorsOfAnotherDimension() {
        var rule = new AggregationRule("anchored", 0, List.of(new Anchored()), new Mean());
        var round = new RoundContext(3, new float[2], 0);
        assertThatThrownBy(() -> Aggregator.sequential().aggregate(rule, SIX, round))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PREVIOUS needs 1 finite coordinates, got 2");
    }

    @Test
    void refusesNoRowsAndRowsOfDifferentLength() {
        AggregationRule mean = Rules.of("mean", 0);
        RoundContext round = RoundContext.first(0);
        assertThatThrownBy(() -> Aggregator.sequential().aggregate(mean, new float[0][], round))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () ->
                                Aggregator.sequential()
                                        .aggregate(mean, new float[][] {{1}, {1, 2}}, round))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row 1 has 2 coordinates, row 0 has 1");
        assertThatThrownBy(
                        () ->
                                Aggregator.sequential()
                                        .aggregate(mean, new float[][] {{Float.NaN}}, round))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mean needs a finite row, but none of 1 is present and finite");
    }

    @Test
    void intermediateSumsMayOverflowFloat() {
        // 2 MAX - MAX/2 with weights of 1: only the sum before the last step is out of range.
        float max = Float.MAX_VALUE;
        float[][] rows = {{max}, {max}, {max}, {max}};
        Aggregation sum =
                Aggregator.sequential()
                        .aggregate(
                                Rules.of("multi-krum:m=2,reduce=sum,guarantee=none", 1),
                                rows,
                                RoundContext.first(0));
        assertThat(sum.output()).containsExactly(max);
    }

    @Test
    void aFailureInAnyThreadReachesTheCaller() {
        Aggregator broken =
                new Aggregator(
                        task -> {
                            throw new RejectedExecutionException("full");
                        },
                        2);
        var rows = new float[3][100_000];
        assertThatThrownBy(() -> broken.aggregate(Rules.of("mean", 0), rows, RoundContext.first(0)))
                .isInstanceOf(RejectedExecutionException.class);
        Reducer failing =
                new Reducer() {
                    @Override
                    public Columns forRows(int n) {
                        return (tile, out, at) -> {
                            throw new IllegalStateException("at " + at);
                        };
                    }

                    @Override
                    public int minimumInputs() {
                        return 1;
                    }
                };
        var rule = new AggregationRule("failing", 0, List.of(), failing);
        assertThatThrownBy(
                        () -> Aggregator.sequential().aggregate(rule, rows, RoundContext.first(0)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void writesToAnArrayOfTheCallers() {
        var rule = new AggregationRule("pairs", 1, List.of(new Pairs()), new TrimmedMean(1));
        RoundContext round = RoundContext.first(0);
        float[] output = {Float.NaN};
        Aggregation result = Aggregator.sequential().aggregate(rule, SIX, round, output);
        assertThat(result.output()).isSameAs(output).containsExactly(6);
        assertThatThrownBy(() -> Aggregator.sequential().aggregate(rule, SIX, round, new float[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output has 2 coordinates, the rows have 1");
        assertThatThrownBy(() -> Aggregator.sequential().aggregate(rule, SIX, round, SIX[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output is one of the arrays that are read");
    }

    @Test
    void helpersServeSuccessiveCalls() {
        // More calls than threads, each with one batch a pass: a helper that waited gets it.
        var started = new AtomicInteger();
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            var two =
                    new Aggregator(
                            task -> {
                                started.incrementAndGet();
                                executor.execute(task);
                            },
                            2);
            var rows = new float[3][200_000];
            AggregationRule mean = Rules.of("mean", 0);
            for (int call = 0; call < 1000; call++) {
                rows[2][199_999] = 3 * call;
                float[] output = two.aggregate(mean, rows, RoundContext.first(0)).output();
                assertThat(output[199_999]).isEqualTo(call);
            }
            assertThat(started.get()).isLessThan(1000);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void needsAtLeastOneThread() {
        assertThatThrownBy(() -> new Aggregator(Runnable::run, 0))
                .hasMessage("threads must be >= 1, got 0");
    }
}
