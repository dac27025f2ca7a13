package bft.experiments.simulation;

import bft.attacks.behaviour.Misbehaviour;
import bft.attacks.behaviour.Plan;
import bft.attacks.behaviour.Sending;
import bft.attacks.behaviour.Turn;
import bft.server.core.Announcement;
import bft.worker.client.Model;
import bft.worker.training.Draw;
import bft.worker.wire.Draws;
import java.util.Optional;
import java.util.Random;

/**
 * One worker: asks for a model newer than the last, computes, sends, waits for the answer, and
 * repeats. If attempts are left on its version and that is still the newest, it computes on it once
 * more. A lost message is sent again after a while, a gradient with its old sequence number. A
 * worker with a misbehaviour sends what the misbehaviour plans, and waits for no answer.
 */
final class SimulatedWorker {
    private static final long RETRY_NANOS = 5_000_000_000L;
    private static final long NO_VERSION = -1;

    private final int id;
    private final Simulation simulation;
    private final WorkerGradients gradients;
    private final Optional<Misbehaviour> misbehaviour;
    private final Random random;
    private long version = NO_VERSION;
    private int attempt;
    private long sequence;
    private long batches;
    private long turns;
    private int life;
    private boolean alive;
    private long resumesNanos;

    SimulatedWorker(
            int id,
            Simulation simulation,
            WorkerGradients gradients,
            Optional<Misbehaviour> misbehaviour,
            Random random) {
        this.id = id;
        this.simulation = simulation;
        this.gradients = gradients;
        this.misbehaviour = misbehaviour;
        this.random = random;
    }

    /** Joins, for the first time or again, with no state except what the server reports. */
    void start() {
        if (alive) {
            return;
        }
        if (life > 0) {
            gradients.restarted(id);
        }
        alive = true;
        life++;
        version = NO_VERSION;
        attempt = 0;
        sequence = simulation.connected(id);
        batches = sequence;
        pull();
    }

    /** Dies or leaves; messages on their way to it are lost. */
    void end() {
        if (alive) {
            alive = false;
            life++;
            simulation.disconnected(id);
        }
    }

    /** Is suspended until that time. */
    void pause(long untilNanos) {
        resumesNanos = Math.max(resumesNanos, untilNanos);
    }

    /**
     * Ties an action to this life of the worker: the action waits for the end of a pause, and is
     * dropped when the worker ends.
     */
    private Runnable mine(Runnable action) {
        int when = life;
        return () -> act(when, action);
    }

    private void act(int when, Runnable action) {
        long rest = resumesNanos - simulation.now();
        if (life == when && rest > 0) {
            simulation.after(rest, () -> act(when, action));
        } else if (life == when) {
            action.run();
        }
    }

    private void later(long nanos, Runnable action) {
        simulation.after(nanos, mine(action));
    }

    private void pull() {
        pull(version);
    }

    private void pull(long newerThan) {
        int when = life;
        Runnable again = mine(() -> later(RETRY_NANOS, () -> pull(newerThan)));
        simulation.pull(id, newerThan, model -> act(when, () -> pulled(model)), again);
    }

    /** After a gradient: the same version may be pulled again while attempts are left on it. */
    private void goOn() {
        pull(attempt + 1 < simulation.attempts() ? version - 1 : version);
    }

    private void pulled(Model model) {
        attempt = model.version() == version ? attempt + 1 : 0;
        version = model.version();
        later(simulation.computeNanos(id, random), () -> answer(model));
    }

    private void answer(Model model) {
        long number = Draws.of(model.version(), attempt);
        var draw = new Draw(number, misbehaviour.isEmpty() ? batches++ : turns);
        float[] honest = gradients.honest(id, draw, model.parameters());
        if (misbehaviour.isEmpty() && honest.length == 0) {
            pull();
            return;
        }
        if (misbehaviour.isEmpty()) {
            sequence++;
            push(announcement(model.version(), honest), honest, number);
            return;
        }
        float[] forged = gradients.forged(id, draw, model.parameters());
        var turn = new Turn(turns++, model.version(), model.parameters(), honest, forged);
        carryOut(misbehaviour.get().answer(turn), number);
    }

    private void push(Announcement push, float[] gradient, long draw) {
        Runnable again = mine(() -> later(RETRY_NANOS, () -> push(push, gradient, draw)));
        simulation.push(push, gradient, draw, mine(this::goOn), again);
    }

    private Announcement announcement(long base, float[] gradient) {
        return new Announcement(id, sequence, base, gradient.length, 0, gradients.figures(id));
    }

    private void carryOut(Plan plan, long draw) {
        plan.sendings().forEach(sending -> later(sending.delayNanos(), () -> send(sending, draw)));
        if (plan.absenceNanos() > 0) {
            later(plan.lastNanos(), () -> leave(plan.absenceNanos()));
        } else {
            later(plan.lastNanos(), plan.sendings().isEmpty() ? this::pull : this::goOn);
        }
    }

    private void send(Sending sending, long draw) {
        sequence++;
        Announcement push = announcement(sending.baseVersion(), sending.gradient());
        simulation.push(push, sending.gradient(), draw, () -> {}, () -> {});
    }

    private void leave(long nanos) {
        end();
        later(nanos, this::start);
    }
}
