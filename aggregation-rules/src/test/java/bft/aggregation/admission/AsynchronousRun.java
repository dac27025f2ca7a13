package bft.aggregation.admission;

import bft.aggregation.RoundContext;
import bft.aggregation.admission.buffer.Bundle;
import bft.aggregation.admission.buffer.BundleSteps;
import bft.aggregation.admission.filter.ZenoPlusPlus;
import bft.aggregation.admission.policy.AdmissionPolicy;
import bft.aggregation.admission.policy.Filters;
import bft.aggregation.state.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A policy and the models it made: what a server is, of which any moment can be gone on from. */
final class AsynchronousRun {
    static final int D = 5;

    private final AdmissionPolicy policy;
    private final int n;
    private final List<float[]> models = new ArrayList<>();

    AsynchronousRun(String spec, int n, int f) {
        this.n = n;
        policy = Filters.of(spec, n, f);
        models.add(new float[] {3, -2, 1, 4, -1});
        if (policy.filter() instanceof ZenoPlusPlus zeno) {
            zeno.trust(models.get(0));
        }
    }

    static AsynchronousRun restored(String spec, int n, int f, Snapshot snapshot) {
        var run = new AsynchronousRun(spec, n, f);
        run.models.clear();
        int count = snapshot.expecting("run").holding("policy", "models").size("models");
        run.models.addAll(Arrays.asList(snapshot.vectors("models", count, D)));
        run.policy.restore(snapshot.part("policy"), D);
        return run;
    }

    AdmissionPolicy policy() {
        return policy;
    }

    Snapshot snapshot() {
        return Snapshot.of("run")
                .with("policy", policy.snapshot())
                .with("models", models.toArray(float[][]::new))
                .build();
    }

    /**
     * Runs one event, which the seed and the state determine, and returns its results to the bit.
     */
    String next(long seed) {
        var random = new Random(seed);
        if (policy.filter() instanceof ZenoPlusPlus zeno && random.nextInt(8) == 0) {
            zeno.trust(gradient(random, models.size() - 1));
        }
        if (random.nextInt(10) == 0) {
            var sent = new boolean[n];
            for (int worker = 0; worker < n; worker++) {
                sent[worker] = random.nextBoolean();
            }
            return step(policy.buffer().overdue(sent));
        }
        int version = Math.max(0, models.size() - 1 - random.nextInt(4));
        float[] gradient = gradient(random, version);
        var contribution = new Contribution(random.nextInt(n), version, gradient);
        Admission admission = policy.filter().admit(contribution, v -> models.get((int) v));
        Optional<Bundle> bundle = policy.buffer().add(contribution, admission);
        Arrays.fill(gradient, Float.NaN);
        return admission + step(bundle);
    }

    private float[] gradient(Random random, int version) {
        float[] gradient = models.get(version).clone();
        float scale = random.nextInt(5) == 0 ? -10 : 1;
        for (int k = 0; k < D; k++) {
            gradient[k] = scale * (gradient[k] + (float) random.nextGaussian());
        }
        if (random.nextInt(20) == 0) {
            Arrays.fill(gradient, -0.0f);
        }
        return gradient;
    }

    private String step(Optional<Bundle> due) {
        if (due.isEmpty()) {
            return "";
        }
        Bundle bundle = due.get();
        var round = new RoundContext(models.size() - 1, new float[0], 7);
        float[] step = BundleSteps.step(bundle, round);
        float[] next = models.get(models.size() - 1).clone();
        for (int k = 0; k < D; k++) {
            next[k] -= 0.05f * step[k];
        }
        models.add(next);
        policy.updated(models.size() - 1);
        return Arrays.deepToString(bundle.rows())
                + bundle.senders()
                + bundle.scale()
                + Arrays.toString(next);
    }
}
