"""What can go wrong: the server's refusals, a server that is gone, and jobs that ended."""

from __future__ import annotations

import enum


class Refusal(enum.Enum):
    """Why the server refused a call or a gradient: the protocol's words."""

    UNKNOWN_WORKER = "the token is not known"
    JOB_ENDED = "the job takes no more gradients"
    TOO_MANY_STREAMS = "too many calls, or the one before is still open"
    TOO_SLOW = "the call took longer than allowed"
    MALFORMED = "the bytes are not what the protocol says"
    WRONG_DIMENSION = "the gradient has not as many coordinates as the model"
    NON_FINITE = "a coordinate is NaN or infinite"
    FUTURE_VERSION = "there is no model of that version yet"
    STALE_VERSION = "the version is too old"
    TOO_FAR_AHEAD = "this worker is too far ahead of slower ones"
    DUPLICATE = "this worker has voted already"
    LIPSCHITZ_EXCEEDED = "the gradient changes faster than most workers' do"
    TOO_FREQUENT = "it is other workers' turn"
    LOW_SCORE = "the gradient disagrees with the server's own"
    SLOT_TAKEN = "another process has connected with this worker's token"
    OWNER_FULL = "its owner has as many workers in the job as one owner may"
    FILTER_FAILED = "the server failed to filter the gradient"


class BftError(Exception):
    """Anything that this package raises about a server or a job."""


class MalformedError(BftError):
    """Bytes from the other end that break the contract; names the value and the limit."""


class ServerError(BftError):
    """A call that did not succeed, with the status of gRPC that says in which way."""

    def __init__(self, status: str, detail: str) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status
        self.detail = detail

    @property
    def transient(self) -> bool:
        """Whether the same call may succeed later."""
        return self.status in _TRANSIENT


class RefusedError(ServerError):
    """The server refused, for a reason that it named and in its own words (``detail``)."""

    def __init__(self, status: str, reason: Refusal, detail: str) -> None:
        super().__init__(status, detail)
        self.reason = reason

    @property
    def transient(self) -> bool:
        return self.reason is Refusal.TOO_MANY_STREAMS


class JobEndedError(BftError):
    """There is no newer model and there never will be."""


class JobFailedError(JobEndedError):
    """The job ended before its final version; the message says why."""


class LayoutError(BftError, ValueError):
    """A model that is not the job's: other tensors, or the same in another order."""


_TRANSIENT = frozenset(
    {
        "UNAVAILABLE",
        "CANCELLED",
        "DEADLINE_EXCEEDED",
        "INTERNAL",
        "UNKNOWN",
        "DATA_LOSS",
        "ABORTED",
        "RESOURCE_EXHAUSTED",
    }
)
