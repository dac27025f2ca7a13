package bft.server.wire;

import bft.server.model.PublishedModel;
import bft.worker.wire.FrameSender;
import bft.worker.wire.Messages;
import bft.worker.wire.PullHeader;
import bft.worker.wire.PullRequest;
import bft.worker.wire.ServerStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** One model on its way out: waiting for a newer version, then header and data. */
final class PullCall {
    private final Call call;
    private final PullRequest wanted;
    private boolean sending;
    private long version;

    PullCall(Call call, PullRequest wanted) {
        this.call = call;
        this.wanted = wanted;
    }

    Call call() {
        return call;
    }

    /** Whether it waits for a version newer than the caller's. */
    boolean isWaiting() {
        return !sending && !call.isEnded();
    }

    /** Whether it sends a version older than that. */
    boolean isBehind(long oldest) {
        return sending && !call.isEnded() && version < oldest;
    }

    /** Whether that version is newer than the caller's. */
    boolean takesDataOf(long newest) {
        return newest > wanted.newerThan();
    }

    /**
     * Sends what there is.
     *
     * @param withData whether the newest version is sent, which has to be newer than the caller's;
     *     else it is not told of any that is
     * @return completes when all of it has been written; fails if the call was lost before
     */
    Future<Void> send(PublishedModel newest, ServerStatus status, boolean withData) {
        sending = true;
        long present = newest.model().version();
        version = withData ? present : Math.min(present, wanted.newerThan());
        int dimension = newest.model().parameters().length;
        var header = new PullHeader(version, dimension, status.state(), status.message());
        var response = call.request().response();
        response.write(Messages.encode(header));
        if (!withData) {
            return call.end();
        }
        return FrameSender.send(response, newest.frameCount(), i -> frame(newest, i))
                .compose(written -> call.end());
    }

    private Buffer frame(PublishedModel newest, int i) {
        call.progress();
        return newest.frame(i);
    }
}
