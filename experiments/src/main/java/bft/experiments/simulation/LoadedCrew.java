package bft.experiments.simulation;

import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Colluders;
import bft.experiments.scenario.LoadedScenario;
import bft.worker.training.GradientSource;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The workers of a scenario. Where the attack needs to see what the honest workers send, it truly
 * does: what they send for the very model of the Byzantine worker, or would send if they were there
 * at that time. Looking changes nothing: an honest worker's memory is of its own turns only.
 */
final class LoadedCrew implements Crew {
    private static final float[][] UNKNOWN = {};

    private final LoadedScenario loaded;
    private final Cohort cohort;
    private final Colluders colluders;
    private final Desk[] desks;

    /** What a turn came to: the draw, what the worker sends, and the worker after it. */
    private record Turn(long draw, float[] gradient, GradientSource after) {}

    /** One worker with its last turn, and the next one if somebody looked ahead. */
    private static final class Desk {
        private GradientSource source;
        private Optional<Turn> last = Optional.empty();
        private Optional<Turn> ahead = Optional.empty();

        private Desk(GradientSource source) {
            this.source = source;
        }

        private float[] take(long draw, float[] parameters) {
            Turn turn =
                    known(draw)
                            .orElseGet(
                                    () ->
                                            new Turn(
                                                    draw,
                                                    source.gradientAt(draw, parameters),
                                                    source));
            source = turn.after;
            last = Optional.of(turn);
            ahead = Optional.empty();
            return turn.gradient;
        }

        private Optional<Turn> known(long draw) {
            return last.filter(turn -> turn.draw == draw)
                    .or(() -> ahead.filter(turn -> turn.draw == draw));
        }

        private Turn look(long draw, float[] parameters) {
            if (known(draw).isPresent()) {
                return known(draw).get();
            }
            GradientSource fork = source.fork();
            Turn turn = new Turn(draw, fork.gradientAt(draw, parameters), fork);
            ahead = Optional.of(turn);
            return turn;
        }
    }

    LoadedCrew(LoadedScenario loaded) {
        this.loaded = loaded;
        this.cohort = loaded.scenario().cohort();
        this.colluders = new Colluders(loaded);
        this.desks =
                IntStream.range(0, cohort.n())
                        .mapToObj(worker -> new Desk(loaded.source(worker)))
                        .toArray(Desk[]::new);
    }

    /** Attackers who send at once, and only what is forged, need not compute what is not. */
    @Override
    public float[] honest(int worker, long draw, float[] parameters) {
        if (cohort.isByzantine(worker) && cohort.isPunctual()) {
            return forged(worker, draw, parameters);
        }
        return desks[worker].take(draw, parameters);
    }

    @Override
    public float[] forged(int worker, long draw, float[] parameters) {
        float[][] seen = UNKNOWN;
        if (colluders.lookAtOthers()) {
            seen = new float[cohort.honest()][];
            for (int other = 0; other < seen.length; other++) {
                seen[other] = desks[other].look(draw, parameters).gradient;
            }
        }
        return colluders.forge(draw, parameters, seen)[worker - cohort.honest()];
    }

    /** An honest worker is a process, and what it remembered has gone with it. */
    @Override
    public void restarted(int worker) {
        if (!cohort.isByzantine(worker)) {
            desks[worker] = new Desk(loaded.source(worker));
        }
    }
}
