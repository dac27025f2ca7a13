"""What a client does, without doing it: the calls, pauses and repetitions that make a verb.

Each verb is a generator that yields what is to be done next and is sent the outcome, so that one
text serves the client that blocks and the one of asyncio.
"""

from __future__ import annotations

import math
import random
import secrets
import time
from dataclasses import dataclass
from typing import (
    Any,
    Callable,
    Dict,
    Generator,
    Generic,
    Iterator,
    List,
    Mapping,
    Optional,
    Sequence,
    Tuple,
    TypeVar,
    Union,
)

import numpy as np
import numpy.typing as npt

from bft import codec, contract, wire
from bft.checksum import Checksum
from bft.codec import Codec, Vector
from bft.contract import NO_VERSION, Contract, JobState, Model, PullHeader, Report, Status, Verdict
from bft.delta import DELTA, model_checksum
from bft.errors import (
    JobEndedError,
    JobFailedError,
    MalformedError,
    Refusal,
    RefusedError,
    ServerError,
)

T = TypeVar("T")

_LEAVE_SECONDS = 2.0

_OF_WORKERS = (Refusal.UNKNOWN_WORKER, Refusal.SLOT_TAKEN, Refusal.OWNER_FULL)


@dataclass(frozen=True)
class Limits:
    """Limits of a client, in seconds; ``max_dimension`` is what a server may make it allocate."""

    connect: float = 5.0
    idle: float = 10.0
    transfer: float = 300.0
    wait: float = 20.0
    first_pause: float = 0.1
    longest_pause: float = 3.0
    give_up: float = 60.0
    max_dimension: int = 1 << 28

    def __post_init__(self) -> None:
        positive = (self.connect, self.idle, self.transfer, self.first_pause, self.max_dimension)
        if min(positive) <= 0 or self.longest_pause < self.first_pause or self.give_up < 0:
            raise ValueError(f"limits must be above 0 and first_pause <= longest_pause: {self}")
        if not 0 <= self.wait <= wire.MAX_WAIT_SECONDS:
            raise ValueError(f"wait must be in [0, {wire.MAX_WAIT_SECONDS}] s, got {self.wait}")

    def pause(self, repetition: int) -> float:
        """Before a repetition: half to all of a value that doubles, so not all come at once."""
        doubled = self.first_pause * 2.0 ** min(repetition, 64)
        return min(self.longest_pause, doubled) * (1 + random.random()) / 2


@dataclass(frozen=True)
class Call:
    """One call: what is sent, who takes the answer, and how long the server may be silent."""

    method: str
    frames: Callable[[], Iterator[bytes]]
    receive: Callable[[bytes], None]
    first: float
    idle: float
    total: float
    after_sending: float


@dataclass(frozen=True)
class Sleep:
    """A pause."""

    seconds: float


@dataclass(frozen=True)
class Reconnect:
    """The connection has failed: calls are made over another from here on."""


Step = Union[Call, Sleep, Reconnect]
Steps = Generator[Step, None, T]


class Session:
    """A worker's place in a job, across connections and restarts of the server."""

    def __init__(
        self, server: str, limits: Limits, chosen: Codec, of_models: Codec, sender: Any
    ) -> None:
        self._server = server
        self._limits = limits
        self._codec = chosen
        self._of_models = of_models
        self._sender = sender
        self._instance = secrets.randbits(63) | 1
        self._joined: Optional[Contract] = None
        self._agreed: Optional[Contract] = None
        self._connection = 0
        self._sequence = 0
        # The version that was last pushed on, and the attempt.
        self._attempted = NO_VERSION, 0
        # Of the last push that was answered, and whether the server has lost that since.
        self._answered = 0
        self._set_back = False
        self._pushing = False
        self._pushed_out: Optional[RefusedError] = None
        self._end: Optional[JobEndedError] = None
        self._buffer: Optional[Vector] = None
        self._lost: Optional[Vector] = None
        self.closed = False
        self.model: Optional[Model[Any]] = None
        self.report = Report()

    @property
    def contract(self) -> Contract:
        """What the last join gave."""
        if self._agreed is None:
            raise ValueError("not joined yet: call join() or pull() first")
        return self._agreed

    def join(self) -> Steps[Contract]:
        """Registers in the worker slot of the token."""
        return (yield from self._repeat(self._join))

    def look(self) -> Steps[Contract]:
        """Learns the contract without registering."""
        return (yield from self._repeat(self._look))

    def pull(self, out: Optional[Vector]) -> Steps[Model[Any]]:
        """Waits for a model newer than the last; raises when the job has ended without one."""
        newer_than = self.model.version if self.model else NO_VERSION
        if self.model is not None and self._end is not None:
            # Told with that model: the server may be gone by now.
            raise self._end
        while True:
            asked = time.monotonic()
            header, parameters = yield from self._repeat(lambda: self._pull(newer_than, out))
            if header.state.ended:
                self._end = _ended(header)
            if parameters is not None:
                self._set_back = False
                self.model = Model(
                    header.version, _presented(parameters), header.rate, self._sender
                )
                return self.model
            if self._end is not None and header.state.ended:
                raise self._end
            if header.version < newer_than or self.model is None:
                newer_than = NO_VERSION
            # A server that answers at once must not make us ask in a tight loop.
            gone = time.monotonic() - asked
            yield Sleep(max(0.001, self._limits.first_pause - gone))

    def next_model(self, out: Optional[Vector]) -> Steps[Optional[Model[Any]]]:
        """The next model to compute a gradient for; None at the end, then it has deregistered."""
        try:
            model = yield from self.pull(out)
            if self._end is None and model.version < self.contract.final_version:
                return model
            end = self._end or JobEndedError(f"the job finished at version {model.version}")
        except JobEndedError as ended:
            end = ended
        yield from self.leave()
        if isinstance(end, JobFailedError):
            raise end
        return None

    def push(
        self, gradient: npt.ArrayLike, base_version: int, figures: Mapping[str, float]
    ) -> Steps[Verdict]:
        """Sends a gradient; a refusal of it is a verdict, a refusal of the worker an error."""
        reported = _reported(figures)
        if self._pushing:
            raise RuntimeError("the push before this one is still open")
        self._pushing = True
        try:
            agreed = yield from self.join()
            row, worker = _checked(gradient, agreed)
            attempt = self._next_attempt(base_version, agreed.attempts)
            draw = base_version + (attempt << 32)
            seed = codec.noise_seed(agreed.seed, worker, draw)
            self._sequence += 1
            header = push_header(
                base_version, self._sequence, len(row), self._codec, attempt, reported
            )
            if self._codec.feedback > 0:
                row = self._with_lost(row)
            verdict = yield from self._verdict(header, row, seed)
            if self._codec.feedback > 0:
                keep_lost(row, self._codec, agreed.chunk_bytes, seed)
        finally:
            self._pushing = False
        self._answered = self._sequence
        self._set_back = self._set_back and verdict.reason is Refusal.FUTURE_VERSION
        self.report.count(verdict)
        return verdict

    def leave(self) -> Steps[None]:
        """Deregisters; tried once, and not at all if not registered."""
        if self._joined is None or self._pushed_out is not None:
            return
        self._joined = None
        message = wire.encode(wire.LEAVE_REQUEST, {"reason": "done"})
        try:
            yield self._unary("Leave", message, lambda reply: None, _LEAVE_SECONDS)
        except ServerError:
            return

    def status(self) -> Steps[Status]:
        """The job at a glance."""
        return (yield from self._repeat(self._status))

    def _status(self) -> Steps[Status]:
        answer = _Single(contract.read_status)
        yield self._unary("Status", b"", answer.receive, self._limits.idle)
        return answer.value()

    def _look(self) -> Steps[Contract]:
        return self._agree((yield from self._ask(contract_only=True)))

    def _join(self) -> Steps[Contract]:
        if self._joined is None:
            self._joined = yield from self._ask(contract_only=False)
        return self._agree(self._joined)

    def _ask(self, contract_only: bool) -> Steps[Contract]:
        request = {
            "protocol_version": wire.VERSION,
            "instance": self._instance,
            "contract_only": contract_only,
        }
        answer = _Single(contract.read_contract)
        message = wire.encode(wire.JOIN_REQUEST, request)
        yield self._unary("Join", message, answer.receive, self._limits.idle)
        return self._within_limits(answer.value())

    def _pull(
        self, newer_than: int, out: Optional[Vector]
    ) -> Steps[Tuple[PullHeader, Optional[Vector]]]:
        agreed = yield from self._join()
        if self._set_back:
            newer_than = NO_VERSION
        asked = self._asked(agreed, newer_than)
        receiver = _ModelReceiver(
            agreed, newer_than, asked, lambda changes: self._destination(agreed, out, changes)
        )
        limits = self._limits
        request = {
            "newer_than": newer_than,
            "wait_millis": int(1000 * limits.wait),
            "codec": asked.number,
        }
        message = wire.encode(wire.PULL_REQUEST, request)
        first, total = limits.wait + limits.idle, limits.wait + limits.transfer
        yield Call("Pull", _one(message), receiver.receive, first, limits.idle, total, first)
        return receiver.answer()

    def _next_attempt(self, base_version: int, allowed: int) -> int:
        """How many gradients on this version were before; the server tells if that is too many."""
        version, attempt = self._attempted
        attempt = attempt + 1 if version == base_version else 0
        self._attempted = base_version, min(attempt, allowed - 1)
        return self._attempted[1]

    def _with_lost(self, gradient: Vector) -> Vector:
        """The gradient and what the codec has lost of those before."""
        if self._lost is None:
            self._lost = np.zeros_like(gradient)
        self._lost += gradient
        return self._lost

    def _verdict(self, header: bytes, row: Vector, seed: int) -> Steps[Verdict]:
        try:
            return (yield from self._repeat(lambda: self._push(header, row, seed)))
        except RefusedError as refused:
            if refused.reason in _OF_WORKERS:
                raise
            return Verdict(reason=refused.reason, detail=refused.detail)

    def _push(self, header: bytes, row: Vector, seed: int) -> Steps[Verdict]:
        agreed = yield from self._join()
        answer = _Single(contract.read_accepted)

        def frames() -> Iterator[bytes]:
            return push_frames(header, row, self._codec, agreed.chunk_bytes, seed)

        limits = self._limits
        answered = limits.wait + limits.idle
        yield Call(
            "Push", frames, answer.receive, limits.idle, limits.idle, limits.transfer, answered
        )
        return answer.value()

    def _asked(self, agreed: Contract, newer_than: int) -> Codec:
        """How models are asked for; changes only of the version that is here."""
        is_held = self.model is not None and self.model.version == newer_than
        if self._of_models.number not in agreed.pull_codecs:
            return codec.FLOAT32
        return self._of_models if is_held or self._of_models is not DELTA else codec.FLOAT32

    def _destination(self, agreed: Contract, out: Optional[Vector], changes: bool) -> Vector:
        """Where a model goes, or what changes it; what stood there is none from then on."""
        before, self.model = self.model, None
        if out is not None:
            row = _writable(out, agreed.dimension)
        else:
            if self._buffer is None:
                self._buffer = np.empty(agreed.dimension, np.float32)
            row = self._buffer
        if changes and before is not None:
            row[:] = before.parameters
        return row

    def _unary(
        self, method: str, message: bytes, receive: Callable[[bytes], None], seconds: float
    ) -> Call:
        return Call(method, _one(message), receive, seconds, seconds, seconds, seconds)

    def _within_limits(self, reply: Contract) -> Contract:
        """What cannot work is told at the join, before any training."""
        if reply.dimension > self._limits.max_dimension:
            raise ServerError(
                "FAILED_PRECONDITION",
                f"the model has {reply.dimension} parameters, this client allows"
                f" {self._limits.max_dimension}: raise max_dimension if that is meant",
            )
        formats = [taken.format for taken in reply.codecs]
        if reply.worker is not None and self._codec.format not in formats:
            raise ServerError(
                "FAILED_PRECONDITION",
                f"this client sends gradients as {self._codec.name}, the server takes"
                f" {', '.join(formats)}: choose another codec",
            )
        if self._codec.most(reply.chunk_bytes) < 1:
            raise ServerError(
                "FAILED_PRECONDITION",
                f"frames of {reply.chunk_bytes} bytes are too short for {self._codec.name}",
            )
        return reply

    def _agree(self, reply: Contract) -> Contract:
        before = self._agreed or reply
        names = ("job", "worker", "dimension", "task")
        was, now = ([getattr(c, name) for name in names] for c in (before, reply))
        if was != now:
            raise ServerError(
                "FAILED_PRECONDITION",
                "this client joined job %s as worker %s with dimension %s and %s" % tuple(was)
                + ", and now finds %s, %s, %s, %s" % tuple(now),
            )
        if reply.start != before.start and reply.last_sequence < self._answered:
            # The server waits for our gradient of a version that we may have already.
            self._set_back = True
        self._agreed = reply
        self._sequence = max(self._sequence, reply.last_sequence)
        return reply

    def _repeat(self, once: Callable[[], Steps[T]]) -> Steps[T]:
        repetition, since = 0, 0.0
        while True:
            self._require_open()
            used = self._connection
            try:
                return (yield from once())
            except MalformedError as broken:
                error = ServerError("DATA_LOSS", f"the server broke the contract: {broken}")
            except ServerError as failed:
                error = failed
            if isinstance(error, RefusedError) and error.reason is Refusal.SLOT_TAKEN:
                self._pushed_out = error
            if not error.transient or self.closed:
                raise error
            if not isinstance(error, RefusedError) and used == self._connection:
                self._connection += 1
                self._joined = None
                yield Reconnect()
            since = since if repetition else time.monotonic()
            pause = self._limits.pause(repetition)
            repetition += 1
            if time.monotonic() - since + pause > self._limits.give_up:
                raise self._gave_up(error, repetition)
            yield Sleep(pause)

    def _require_open(self) -> None:
        if self.closed:
            raise ServerError("CANCELLED", "the client is closed")
        if self._pushed_out is not None:
            raise self._pushed_out

    def _gave_up(self, error: ServerError, attempts: int) -> ServerError:
        if isinstance(error, RefusedError) or attempts == 1:
            return error
        return ServerError(
            error.status,
            f"{self._server}, {attempts} attempts in {self._limits.give_up:g} s,"
            f" the last: {error}",
        )


class _Single(Generic[T]):
    """The one message that a unary answer has."""

    def __init__(self, read: Callable[[bytes], T]) -> None:
        self._read = read
        self._message: Optional[bytes] = None

    def receive(self, message: bytes) -> None:
        if self._message is not None:
            raise MalformedError("a second message where one was due")
        self._message = message

    def value(self) -> T:
        if self._message is None:
            raise MalformedError("no message")
        return self._read(self._message)


class _ModelReceiver:
    """Puts the answer to a pull together, and believes only what keeps the contract."""

    def __init__(
        self,
        agreed: Contract,
        newer_than: int,
        asked: Codec,
        destination: Callable[[bool], Vector],
    ) -> None:
        self._asked = asked
        self._agreed = agreed
        self._newer_than = newer_than
        self._destination = destination
        self._header: Optional[PullHeader] = None
        self._row: Optional[Vector] = None
        self._due = 0

    def receive(self, message: bytes) -> None:
        frame = wire.read_frame(message)
        if self._header is None:
            if frame.header is None:
                raise MalformedError("data came where the header was due")
            self._begin(contract.read_pull_header(frame.header))
        elif frame.header is not None:
            raise MalformedError(f"a second header came where offset {self._due} was due")
        else:
            self._take(self._header, frame)

    def answer(self) -> Tuple[PullHeader, Optional[Vector]]:
        if self._header is None:
            raise MalformedError("the answer ended before its header")
        if self._row is None:
            return self._header, None
        if self._due < self._agreed.dimension:
            raise MalformedError(
                f"the model ended after {self._due} of {self._agreed.dimension} floats"
            )
        if self._header.codec == DELTA.number:
            self._require_same(self._header, model_checksum(self._row))
        return self._header, self._row

    def _require_same(self, header: PullHeader, made: int) -> None:
        """What is changed may not be what the server believes to be here."""
        if header.checksum != made:
            raise MalformedError(
                f"version {header.version}, made from version {self._newer_than}, has the checksum"
                f" {made}, the server says {header.checksum}"
            )

    def _begin(self, header: PullHeader) -> None:
        agreed = self._agreed
        contract.require("dimension", header.dimension, agreed.dimension, agreed.dimension)
        contract.require("version", header.version, NO_VERSION, agreed.final_version)
        if header.codec not in (self._asked.number, codec.FLOAT32.number):
            raise MalformedError(f"a model in codec {header.codec}, asked for {self._asked}")
        self._header = header
        if header.version > self._newer_than:
            self._row = self._destination(header.codec == DELTA.number)

    def _take(self, header: PullHeader, frame: wire.Frame) -> None:
        if self._row is None:
            raise MalformedError(
                f"data of version {header.version}, which is not newer than {self._newer_than}"
            )
        if frame.offset != self._due:
            raise MalformedError(
                f"data at offset {frame.offset} came where offset {self._due} was due"
            )
        chosen = codec.FLOAT32 if header.codec == codec.FLOAT32.number else self._asked
        end = self._due + chosen.count(frame.data)
        if end > len(self._row):
            raise MalformedError(f"data up to {end} exceed the dimension {len(self._row)}")
        chosen.decode(frame.data, self._row[self._due : end])
        self._due = end


def _writable(out: Vector, dimension: int) -> Vector:
    if out.shape != (dimension,) or out.dtype != np.float32:
        raise ValueError(
            f"out must be {dimension} values of float32, got {out.dtype} of shape {out.shape}"
        )
    return out


def _presented(row: Vector) -> Vector:
    """Nobody should write into the array that the next model will be written into."""
    shown = row.view()
    shown.flags.writeable = False
    return shown


def _one(message: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: iter((message,))


def _reported(figures: Mapping[str, float]) -> List[Dict[str, Any]]:
    """Figures for people, as they travel; a figure that is not finite is not told."""
    unknown = figures.keys() - wire.FIGURES.keys()
    if unknown:
        known = ", ".join(wire.FIGURES)
        raise TypeError(f"figures are {known}, got {', '.join(sorted(unknown))}")
    return [
        {"name": wire.FIGURES[name], "value": float(value)}
        for name, value in figures.items()
        if math.isfinite(value)
    ]


def push_header(
    base_version: int,
    sequence: int,
    dimension: int,
    chosen: Codec,
    attempt: int = 0,
    figures: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    """What a push says before its data."""
    values = {
        "base_version": base_version,
        "sequence": sequence,
        "dimension": dimension,
        "codec": chosen.number,
        "checked": True,
        "attempt": attempt,
        "figures": figures,
    }
    return wire.encode(wire.PUSH_HEADER, values)


def push_frames(
    header: bytes, row: Vector, chosen: Codec, chunk_bytes: int, seed: int
) -> Iterator[bytes]:
    """The messages of a push, made one by one as they are sent."""
    yield wire.header_frame(header)
    size = chosen.most(chunk_bytes)
    encode = chosen.encoder(row, seed)
    checksum = Checksum()
    for start in range(0, len(row), size):
        end = min(start + size, len(row))
        data = encode(start, end)
        checksum.add(data)
        yield wire.data_frame(start, data, checksum.value if end == len(row) else None)


def keep_lost(row: Vector, chosen: Codec, chunk_bytes: int, seed: int) -> None:
    """Leaves of a row that was sent what its codec has lost, or zeros if it was not finite.

    Encodes it once more, which is the same bytes, so that no vector need be kept beside it.
    """
    if not np.isfinite(row).all():
        row[:] = 0
        return
    size = chosen.most(chunk_bytes)
    arrived = np.empty(min(size, len(row)), np.float32)
    encode = chosen.encoder(row, seed)
    for start in range(0, len(row), size):
        sent = row[start : start + size]
        chunk = encode(start, start + len(sent))
        chosen.decode(chunk, arrived[: len(sent)], start)
        sent -= arrived[: len(sent)]
        sent *= np.float32(chosen.feedback)


def _checked(gradient: npt.ArrayLike, agreed: Contract) -> Tuple[Vector, int]:
    if agreed.worker is None:
        raise ValueError("an observer has no gradient to push")
    row = np.ascontiguousarray(gradient, np.float32).reshape(-1)
    if len(row) != agreed.dimension:
        raise ValueError(
            f"the gradient has {len(row)} values, the model of job {agreed.job} has"
            f" {agreed.dimension}"
        )
    return row, agreed.worker


def _ended(header: PullHeader) -> JobEndedError:
    if header.state is JobState.FAILED:
        return JobFailedError(f"the job failed at version {header.version}: {header.message}")
    return JobEndedError(f"the job finished at version {header.version}")
