package bft.server.core;

import bft.aggregation.RoundContext;
import bft.aggregation.RowHistory;
import bft.aggregation.copies.CopyCheck;
import bft.server.core.StepResult.Made;
import bft.server.core.StepResult.Skipped;
import bft.server.metrics.RoundRecord;
import bft.worker.client.Model;

/** What steps are made of, and how the state of a job changes by their results. */
final class Training {
    private final JobSettings settings;
    private final JobState state;
    private final Accounts accounts;

    Training(JobSettings settings, JobState state, Accounts accounts) {
        this.settings = settings;
        this.state = state;
        this.accounts = accounts;
    }

    /** The work that makes the next version of these gradients. */
    Step step(StepInput input) {
        TrainingPlan plan = settings.training();
        var round = new RoundContext(state.model.version(), state.lastAggregate, plan.seed());
        var start =
                new Step.Start(
                        state.model.parameters(),
                        state.optimiser,
                        state.history,
                        state.copies,
                        settings.n(),
                        accounts.wantsDistances());
        return new Step(input, round, start, plan.optimiser());
    }

    /** Goes on to the next version, of which the listeners are told. */
    void take(StepResult result, long now) {
        StepInput input = state.stepping.orElseThrow();
        long version = state.model.version();
        var times =
                new Accounts.Times(state.closedNanos - state.openedNanos, now - state.closedNanos);
        RoundRecord record;
        if (result instanceof Made made) {
            record = accounts.record(version, input, made, times);
            take(made);
        } else {
            record = accounts.record(version, input, (Skipped) result, times);
            take((Skipped) result);
        }
        accounts.tell(listener -> listener.roundClosed(record));
        accounts.tell(listener -> listener.published(state.model));
    }

    private void take(Made made) {
        state.model = new Model(state.model.version() + 1, made.next().parameters());
        state.optimiser = made.next().state();
        state.lastAggregate = made.aggregation().output();
        state.history = ofMembers(made.history());
        state.copies = made.copies().map(CopyCheck.Findings::next);
        state.stepsOutOfRange = 0;
    }

    /**
     * The version advances, so that workers continue: they have already sent their gradients on the
     * last one.
     */
    private void take(Skipped none) {
        state.model = new Model(state.model.version() + 1, state.model.parameters());
        state.stepsOutOfRange = none.outOfRange() ? state.stepsOutOfRange + 1 : 0;
    }

    /** The members have changed. */
    void forgetExcluded() {
        state.history = ofMembers(state.history);
    }

    /**
     * What a rule with a memory remembers of workers whose gradients do not count is dropped, so
     * that they begin again at 0 when they return.
     */
    private RowHistory ofMembers(RowHistory all) {
        return settings.rule().memory() > 0
                ? all.without(worker -> !state.membership.counts(worker))
                : all;
    }
}
