package bft.experiments.simulation;

import bft.attacks.behaviour.Misbehaviour;
import bft.attacks.behaviour.Sending;
import bft.attacks.behaviour.Turn;
import bft.experiments.run.Distribution;
import bft.server.core.Announcement;
import bft.worker.client.Model;
import bft.worker.training.Draw;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Arrivals of gradients with random staleness. Each gradient comes from any worker with equal
 * chance. It is computed at a model that is a random number of versions old, at most as old as the
 * server accepts, and not at the model of the worker's previous gradient. Only the order of
 * arrivals has a meaning: the time between two is one nth of the time that a worker computes, and
 * delays of a misbehaviour are ignored.
 *
 * <p>Versions are the server's, one for each step: if a step takes several gradients, the same
 * staleness is a longer time.
 */
final class DrawnArrivals {
    private static final int REDRAWS = 20;

    private final Simulation simulation;
    private final WorkerGradients gradients;
    private final List<Optional<Misbehaviour>> misbehaviours;
    private final Distribution staleness;
    private final Random random;
    private final long[] sequences;
    private final long[] turns;
    private final long[] bases;
    private long arrivals;

    DrawnArrivals(
            Simulation simulation,
            WorkerGradients gradients,
            List<Optional<Misbehaviour>> misbehaviours,
            Distribution staleness,
            Random random) {
        this.simulation = simulation;
        this.gradients = gradients;
        this.misbehaviours = misbehaviours;
        this.staleness = staleness;
        this.random = random;
        this.sequences = new long[misbehaviours.size()];
        this.turns = new long[misbehaviours.size()];
        this.bases = new long[misbehaviours.size()];
        Arrays.fill(bases, -1);
    }

    /** All workers join, and the first gradient is scheduled. */
    void start() {
        for (int worker = 0; worker < sequences.length; worker++) {
            simulation.connected(worker);
        }
        next();
    }

    private void next() {
        int worker = random.nextInt(sequences.length);
        long nanos = simulation.computeNanos(worker, random) / sequences.length;
        simulation.after(nanos, () -> arrive(worker));
    }

    private void arrive(int worker) {
        Model base = base(worker);
        long number = arrivals++;
        long turn = turns[worker]++;
        var draw = new Draw(number, turn);
        float[] honest = gradients.honest(worker, draw, base.parameters());
        if (misbehaviours.get(worker).isEmpty()) {
            if (honest.length > 0) {
                push(worker, base.version(), honest, number);
            }
        } else {
            float[] forged = gradients.forged(worker, draw, base.parameters());
            misbehaviours
                    .get(worker)
                    .get()
                    .answer(new Turn(turn, base.version(), base.parameters(), honest, forged))
                    .sendings()
                    .forEach(sending -> push(worker, sending, number));
        }
        next();
    }

    /** A worker computes once on each model, so a draw of its last model is repeated. */
    private Model base(int worker) {
        Model base = draw(worker);
        for (int k = 0; k < REDRAWS && base.version() == bases[worker]; k++) {
            base = draw(worker);
        }
        bases[worker] = base.version();
        return base;
    }

    private Model draw(int worker) {
        return simulation.versionBehind(Math.round(staleness.draw(worker, random)));
    }

    private void push(int worker, Sending sending, long draw) {
        push(worker, sending.baseVersion(), sending.gradient(), draw);
    }

    private void push(int worker, long baseVersion, float[] gradient, long draw) {
        long number = ++sequences[worker];
        var push =
                new Announcement(
                        worker, number, baseVersion, gradient.length, 0, gradients.figures(worker));
        simulation.push(push, gradient, draw, () -> {}, () -> {});
    }
}
