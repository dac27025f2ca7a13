package bft.aggregation.admission;

import bft.aggregation.RoundContext;
import bft.aggregation.admission.buffer.Bundle;
import bft.aggregation.admission.buffer.BundleSteps;
import bft.aggregation.admission.policy.AdmissionPolicy;
import bft.aggregation.kernels.Finite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Workers that minimise |x|²/2 through a policy, each like the worker of a server: it takes the
 * newest model, sends one gradient for it after some time, and waits for a newer one. One thread,
 * all random values from the seed.
 */
final class SyntheticCluster {
    private static final int D = 5;
    private static final double RATE = 0.02;

    final AdmissionPolicy policy;
    final List<float[]> models = new ArrayList<>();
    final int[] accepted;
    final int[] sent;
    private final Random random;
    private final long[] base;
    private final boolean[] alive;
    private final List<UnaryOperator<float[]>> habits = new ArrayList<>();

    SyntheticCluster(AdmissionPolicy policy, int n, long seed) {
        this.policy = policy;
        random = new Random(seed);
        accepted = new int[n];
        sent = new int[n];
        base = new long[n];
        alive = new boolean[n];
        var start = new float[D];
        for (int k = 0; k < D; k++) {
            start[k] = 3 + random.nextFloat();
        }
        models.add(start);
        for (int worker = 0; worker < n; worker++) {
            alive[worker] = true;
            habits.add(gradient -> gradient);
        }
    }

    void behave(int worker, UnaryOperator<float[]> habit) {
        habits.set(worker, habit);
    }

    void silence(int worker) {
        alive[worker] = false;
    }

    long version() {
        return models.size() - 1;
    }

    double distance() {
        double sum = 0;
        for (float x : models.get(models.size() - 1)) {
            sum += x * x;
        }
        return Math.sqrt(sum);
    }

    /** One gradient arrives; false if every worker waits for a newer model. */
    boolean next() {
        List<Integer> ready = new ArrayList<>();
        for (int worker = 0; worker < base.length; worker++) {
            if (alive[worker] && base[worker] <= version()) {
                ready.add(worker);
            }
        }
        if (ready.isEmpty()) {
            return false;
        }
        int worker = ready.get(random.nextInt(ready.size()));
        push(worker, base[worker]);
        base[worker] = Math.max(base[worker] + 1, version());
        return true;
    }

    private void push(int worker, long version) {
        float[] gradient = models.get((int) version).clone();
        for (int k = 0; k < D; k++) {
            gradient[k] += 0.3f * (float) random.nextGaussian();
        }
        var contribution = new Contribution(worker, version, habits.get(worker).apply(gradient));
        sent[worker]++;
        if (!Finite.isFinite(contribution.gradient())) {
            return;
        }
        Admission admission = policy.filter().admit(contribution, v -> models.get((int) v));
        accepted[worker] += admission instanceof Admitted ? 1 : 0;
        Optional<Bundle> bundle = policy.buffer().add(contribution, admission);
        if (bundle.isPresent()) {
            var round = new RoundContext(version(), new float[0], 0);
            step(BundleSteps.step(bundle.get(), round));
        }
    }

    private void step(float[] aggregate) {
        float[] next = models.get(models.size() - 1).clone();
        for (int k = 0; k < D; k++) {
            next[k] -= (float) RATE * aggregate[k];
        }
        models.add(next);
        policy.updated(version());
    }
}
