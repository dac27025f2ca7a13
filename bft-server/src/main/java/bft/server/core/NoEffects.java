package bft.server.core;

import bft.worker.client.Model;
import bft.worker.verdict.Verdict;

/** Effects of which nobody hears, for those who need only some of them. */
public class NoEffects implements Effects {
    @Override
    public void compute(Work work) {}

    @Override
    public void published(Model model) {}

    @Override
    public void wakeAt(long nanos) {}

    @Override
    public void released(float[] gradient, boolean reusable) {}

    @Override
    public void answered(int worker, long sequence, Verdict verdict) {}

    @Override
    public void progressChanged() {}

    @Override
    public void ended(JobEnd end) {}
}
