package bft.experiments.simulation;

import bft.experiments.run.ColludingWorkers;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.Population;
import bft.server.synchrony.Sampling;
import bft.worker.training.Draw;
import bft.worker.training.GradientSource;
import bft.worker.training.WorkerFigures;
import bft.worker.wire.Draws;
import bft.worker.wire.Figure;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The gradients of a run, computed from its data. An omniscient attack sees the true gradients of
 * the honest workers at the model of the Byzantine worker, also those that they have not computed
 * yet. Looking ahead changes nothing: the state of an honest worker depends on its own steps only.
 */
final class LoadedGradients implements WorkerGradients {
    private static final float[][] UNKNOWN = {};

    private final LoadedRun loaded;
    private final Population population;
    private final Sampling sampling;
    private final ColludingWorkers colluding;
    private final WorkerState[] states;

    /**
     * A computed step: the draw, the gradient, the state of the worker after it, and what it says.
     */
    private record ComputedStep(
            Draw draw, float[] gradient, GradientSource after, SortedMap<Figure, Double> figures) {}

    /** The state of one worker: its last step, and the next one if an attack looked ahead. */
    private static final class WorkerState {
        private final WorkerFigures figures;
        private GradientSource source;
        private long next;
        private Optional<ComputedStep> last = Optional.empty();
        private Optional<ComputedStep> ahead = Optional.empty();

        private WorkerState(LoadedRun loaded, int worker) {
            this.figures = loaded.figures(worker);
            this.source = loaded.source(worker, figures);
        }

        private ComputedStep computed(GradientSource by, Draw draw, float[] parameters) {
            figures.expect(draw, parameters);
            float[] gradient = by.gradientAt(draw, parameters);
            return new ComputedStep(draw, gradient, by, figures.newest());
        }

        private float[] take(Draw draw, float[] parameters) {
            ComputedStep step = known(draw).orElseGet(() -> computed(source, draw, parameters));
            source = step.after;
            next = step.draw.count() + 1;
            last = Optional.of(step);
            ahead = Optional.empty();
            return step.gradient;
        }

        private Optional<ComputedStep> known(Draw draw) {
            return last.filter(step -> step.draw.number() == draw.number())
                    .or(() -> ahead.filter(step -> step.draw.equals(draw)));
        }

        private ComputedStep look(long number, float[] parameters) {
            var draw = new Draw(number, next);
            if (known(draw).isPresent()) {
                return known(draw).get();
            }
            ComputedStep step = computed(source.fork(), draw, parameters);
            ahead = Optional.of(step);
            return step;
        }
    }

    LoadedGradients(LoadedRun loaded) {
        this.loaded = loaded;
        this.population = loaded.config().population();
        this.sampling = loaded.config().sampling();
        this.colluding = new ColludingWorkers(loaded);
        this.states =
                IntStream.range(0, population.n())
                        .mapToObj(worker -> new WorkerState(loaded, worker))
                        .toArray(WorkerState[]::new);
    }

    /** Attackers that send only forged gradients, without delay, need no honest gradient. */
    @Override
    public float[] honest(int worker, Draw draw, float[] parameters) {
        if (population.isByzantine(worker) && population.isPunctual()) {
            return forged(worker, draw, parameters);
        }
        return states[worker].take(draw, parameters);
    }

    @Override
    public float[] forged(int worker, Draw draw, float[] parameters) {
        float[][] seen = UNKNOWN;
        if (colluding.lookAtOthers()) {
            boolean[] drawn = sampling.drawn(Draws.version(draw.number()));
            seen =
                    IntStream.range(0, population.honest())
                            .filter(other -> drawn[other])
                            .mapToObj(
                                    other -> states[other].look(draw.number(), parameters).gradient)
                            .filter(gradient -> gradient.length > 0)
                            .toArray(float[][]::new);
        }
        return colluding.forge(draw, parameters, seen)[worker - population.honest()];
    }

    @Override
    public SortedMap<Figure, Double> figures(int worker) {
        return population.isByzantine(worker)
                ? ColludingWorkers.claims(loaded.config())
                : states[worker].last.map(ComputedStep::figures).orElseGet(TreeMap::new);
    }

    /** An honest worker is a process, and its state is lost with it. */
    @Override
    public void restarted(int worker) {
        if (!population.isByzantine(worker)) {
            states[worker] = new WorkerState(loaded, worker);
        }
    }
}
