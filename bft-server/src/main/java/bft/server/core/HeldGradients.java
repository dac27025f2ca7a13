package bft.server.core;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The gradients that a job holds, and how it gives each of them back. */
final class HeldGradients {
    private final JobState state;
    private final Effects effects;
    private final boolean isRead;

    /** Gradients that a snapshot or a listener refers to; arrays are compared by identity. */
    private final Set<float[]> shared = new HashSet<>();

    /**
     * @param isRead whether a listener keeps every gradient
     */
    HeldGradients(JobState state, Effects effects, boolean isRead) {
        this.state = state;
        this.effects = effects;
        this.isRead = isRead;
        share();
    }

    /** A snapshot refers to all that are held now. */
    void share() {
        shared.addAll(state.gradients());
    }

    void arrived(float[] gradient) {
        if (isRead) {
            shared.add(gradient);
        }
    }

    void release(float[] gradient) {
        effects.released(gradient, !shared.remove(gradient));
    }

    void release(List<float[]> gradients) {
        gradients.forEach(this::release);
    }

    /** Releases those of a step that is done. */
    void releaseKept() {
        release(state.collector.drain());
    }

    /** Releases those that no work is using. */
    void releaseUnused() {
        Set<float[]> unused = new LinkedHashSet<>();
        if (state.started && state.stepping.isEmpty()) {
            unused.addAll(state.collector.drain());
        }
        int inUse = state.filtering ? 1 : 0;
        while (state.waiting.size() > inUse) {
            unused.add(state.waiting.last().gradient());
        }
        unused.forEach(this::release);
    }
}
