package bft.server.recording;

import bft.server.core.Effects;
import bft.server.core.JobEnd;
import bft.server.core.Work;
import bft.worker.client.Model;
import bft.worker.verdict.Verdict;

/** An environment that does nothing of what a job requests. */
class Silent implements Effects {
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
