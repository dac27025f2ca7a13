/**
 * The server. {@link bft.server.core.Job} is the core: one training job as a state machine with a
 * single writer, no I/O and no clock. {@link bft.server.ParameterServer} puts it on the network.
 *
 * <p>The path of a gradient: {@code wire -> core (collector -> step: measure, exchange, decide,
 * apply, optimise, verify) -> model -> wire}. Arrows between the packages go one way, and the build
 * checks them: {@code config} and {@code runtime} may use the core, the core uses neither them nor
 * the wire.
 *
 * <p>n is the number of workers, f how many of them may be Byzantine, d the number of parameters.
 *
 * <p>To run a job in one thread, in virtual time, with no network:
 *
 * <pre>{@code
 * var job = new Job(settings, new Model(0, initial), effects, List.of(listener));
 * job.start(0);
 * for (int worker = 0; worker < n; worker++) job.connected(worker, 0);
 * for (long now = 0; job.end().isEmpty(); now += 1_000_000) {
 *     Model model = job.model();
 *     for (int worker = 0; worker < n; worker++) {
 *         var push = new Announcement(worker, model.version() + 1, model.version(), d);
 *         job.pushed(push, gradient, -1, now);
 *     }
 *     job.tick(now);
 * }
 * }</pre>
 *
 * with {@link bft.server.core.NoEffects} whose {@code compute} calls {@code
 * job.done(work.run(StepTools.of(aggregator)), now)}. The aggregator is made by {@link
 * bft.aggregation.engine.Aggregator#withDistances}: without distances no worker is distrusted for
 * its gradients.
 */
package bft.server;
