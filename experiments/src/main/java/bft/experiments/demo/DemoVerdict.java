package bft.experiments.demo;

import bft.spec.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The verdict on the measurements at the ends of the phases with an attack.
 *
 * @param reference the run without attackers
 * @param mean the run with the mean, which tolerates no attacker
 * @param robust the runs under the other rules
 */
record DemoVerdict(
        List<Phase> phases,
        long roundsEach,
        ContenderProgress reference,
        ContenderProgress mean,
        List<ContenderProgress> robust) {
    private static final double CHANCE = 0.1;
    private static final double NEAR_CHANCE = 0.2;
    private static final double CLOSE = 0.05;
    private static final Set<Integer> ATTACKERS = new TreeSet<>(Set.of(7, 8, 9));

    /**
     * The largest lead of the reference over this run at the end of an attack, in 0..1; 1 if one of
     * the two broke down.
     */
    double largestGap(ContenderProgress progress) {
        if (!isWhole(reference) || !isWhole(progress)) {
            return 1;
        }
        double gap = Double.NEGATIVE_INFINITY;
        for (long end : attackEnds()) {
            gap = Math.max(gap, accuracy(reference, end) - accuracy(progress, end));
        }
        return gap;
    }

    /** The least accuracy of the mean at the end of an attack. */
    double leastOfMean() {
        return attackEnds().stream().mapToDouble(end -> accuracy(mean, end)).min().orElseThrow();
    }

    /**
     * Whether at the end of each attack the servers of all robust rules distrust exactly the
     * attackers.
     */
    boolean namesTheAttackers() {
        return robust.stream()
                .allMatch(
                        progress ->
                                attackEnds().stream()
                                        .allMatch(end -> named(progress, end).equals(ATTACKERS)));
    }

    /** Whether all results are as expected. */
    boolean holds() {
        return leastOfMean() <= NEAR_CHANCE
                && robust.stream().allMatch(progress -> largestGap(progress) <= CLOSE)
                && namesTheAttackers();
    }

    /** The verdict as lines of text. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("verdict, at the ends of the phases with an attack");
        lines.add(
                line(leastOfMean() <= NEAR_CHANCE, "mean")
                        + "falls to %s; guessing gives %s"
                                .formatted(percent(leastOfMean()), percent(CHANCE)));
        for (ContenderProgress progress : robust) {
            double gap = largestGap(progress);
            lines.add(
                    line(gap <= CLOSE, progress.name())
                            + (gap < 1
                                    ? "at most %s points below the attack-free run"
                                            .formatted(points(Math.max(0, gap)))
                                    : "broke down, or the attack-free run did"));
        }
        lines.add(
                line(namesTheAttackers(), "distrusted")
                        + (namesTheAttackers()
                                ? "just the attackers, 7, 8 and 9, under every robust rule"
                                : "not just the attackers, 7, 8 and 9: see the tables above"));
        return lines;
    }

    private static String line(boolean good, String what) {
        return "  %-4s %-13s ".formatted(good ? "ok" : "BAD", what);
    }

    private List<Long> attackEnds() {
        List<Long> ends = new ArrayList<>();
        for (int k = 0; k < phases.size(); k++) {
            if (phases.get(k).isAttack()) {
                ends.add((k + 1) * roundsEach);
            }
        }
        return ends;
    }

    private boolean isWhole(ContenderProgress progress) {
        return attackEnds().stream().allMatch(end -> progress.at(end).isPresent());
    }

    /** A run that broke down before a measurement counts as guessing. */
    private static double accuracy(ContenderProgress progress, long version) {
        return progress.at(version).map(Measurement::accuracy).orElse(CHANCE);
    }

    private static Set<Integer> named(ContenderProgress progress, long version) {
        return progress.at(version).map(p -> p.distrusted().keySet()).orElse(Set.of());
    }

    private static String percent(double share) {
        return Text.of("%.1f %%", 100 * share);
    }

    private static String points(double share) {
        return Text.of("%.1f", 100 * share);
    }
}
