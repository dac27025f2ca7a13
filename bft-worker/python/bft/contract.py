"""What server and worker agree on, and what the server says about the job."""

from __future__ import annotations

import enum
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Dict, Generic, Mapping, Optional, Protocol, Tuple, TypeVar

import numpy.typing as npt

from bft import codecs, wire
from bft.codec import Codec, Vector
from bft.errors import MalformedError, Refusal

Answer = TypeVar("Answer", covariant=True)

NO_VERSION = -1

_MAX_WORKERS = 16_384
_MAX_TENSORS = 4_096
_MAX_AXES = 8
_MAX_ATTEMPTS = 1_024
_MAX_NAME = 200
_SETTINGS = ("model", "sampling", "local", "evaluation")
_MAX_TEXT = 1_000
_INT64 = 2**63 - 1


class JobState(enum.Enum):
    """How far the job is."""

    WAITING = 1
    RUNNING = 2
    FINISHED = 3
    FAILED = 4

    @property
    def ended(self) -> bool:
        """Whether no newer model will ever come."""
        return self in (JobState.FINISHED, JobState.FAILED)


@dataclass(frozen=True)
class Tensor:
    """A block of the flat vector of parameters, row-major; no name if only the shape is known."""

    name: str
    shape: Tuple[int, ...]

    @property
    def size(self) -> int:
        """Number of its parameters."""
        return math.prod(self.shape)


@dataclass(frozen=True)
class Task:
    """What each worker computes of its own data; what is empty or 0 is the worker's own choice.

    In words of this project's Java models, such as ``mlp:100``. A worker that cannot do what is
    asked must stop rather than train something else.
    """

    model: str = ""
    batch: int = 0
    sampling: str = ""
    local: str = ""
    evaluation: str = ""


@dataclass(frozen=True)
class Contract:
    """What a join gives: the job, this worker's index in it, and how gradients may travel.

    ``workers`` is n, ``byzantine`` f, ``dimension`` d; ``worker`` is None for an observer, who
    pulls and never pushes; ``attempts`` is how many gradients a worker may push on one version;
    ``pull_codecs`` are the numbers of the codecs that models may be asked for in, beside float32.
    """

    job: str
    worker: Optional[int]
    workers: int
    byzantine: int
    dimension: int
    task: Task
    tensors: Tuple[Tensor, ...]
    chunk_bytes: int
    codecs: Tuple[Codec, ...]
    seed: int
    final_version: int
    last_sequence: int
    attempts: int = 1
    run: int = 0
    start: int = 0
    pull_codecs: Tuple[int, ...] = ()


@dataclass(frozen=True)
class Status:
    """A job at a glance; ``distrusted`` maps a worker's index to the evidence against it."""

    job: str
    state: JobState
    version: int
    final_version: int
    workers: int
    byzantine: int
    connected: int
    distrusted: Mapping[int, str]
    message: str
    tolerance: str = ""
    """How many faulty workers the job tolerates now, and why not more; may be empty."""


@dataclass(frozen=True)
class PullHeader:
    """What comes before a model: its version, and whether another will come."""

    version: int
    dimension: int
    state: JobState
    message: str
    rate: Optional[float]
    codec: int = 0
    checksum: Optional[int] = None


@dataclass(frozen=True)
class Verdict:
    """The answer to a gradient: it counts with a weight, or it does not and for what reason."""

    weight: float = 0.0
    reason: Optional[Refusal] = None
    detail: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the gradient counts."""
        return self.reason is None

    def __str__(self) -> str:
        if self.reason is None:
            return f"accepted, weight {self.weight:g}"
        return f"refused, {self.reason.name}: {self.detail}"


class Push(Protocol[Answer]):
    """Sends a gradient that was computed at a version, and figures by name."""

    def __call__(
        self, gradient: npt.ArrayLike, base_version: int, figures: Mapping[str, float]
    ) -> Answer: ...


@dataclass(frozen=True)
class Model(Generic[Answer]):
    """A version of the model, with the server's learning rate at it if that was told.

    Its parameters are good until the next pull: copy what you keep.
    """

    version: int
    parameters: Vector
    rate: Optional[float]
    sender: Push[Answer] = field(repr=False)

    def push(self, gradient: npt.ArrayLike, **figures: float) -> Answer:
        """Sends the gradient at these parameters, d values, and tells what became of it.

        ``loss=`` and ``accuracy=`` (0 to 1) of its batch are for people: the server shows their
        medians over workers, and decides nothing by them.
        """
        return self.sender(gradient, self.version, figures)


@dataclass
class Report:
    """What came of this worker's gradients so far."""

    accepted: int = 0
    refused: "Counter[Refusal]" = field(default_factory=Counter)

    def count(self, verdict: Verdict) -> None:
        """One more was answered."""
        if verdict.reason is None:
            self.accepted += 1
        else:
            self.refused[verdict.reason] += 1

    def __str__(self) -> str:
        reasons = ", ".join(f"{reason.name} {n}" for reason, n in self.refused.items())
        text = f"{self.accepted} accepted, {sum(self.refused.values())} refused"
        return f"{text} ({reasons})" if reasons else text


def read_contract(message: bytes) -> Contract:
    """Reads the answer to a join and holds it to its limits."""
    reply = wire.decode(wire.JOIN_REPLY, message)
    require("protocol version", reply["protocol_version"], wire.VERSION, wire.VERSION)
    require("n", reply["workers"], 1, _MAX_WORKERS)
    require("f", reply["byzantine"], 0, reply["workers"] - 1)
    require("worker", reply["worker"] or 0, 0, reply["workers"] - 1)
    require("dimension", reply["dimension"], 1, wire.MAX_DIMENSION)
    require("chunk bytes", reply["chunk_bytes"], 4, wire.CHUNK_BYTES)
    require("chunk bytes modulo 4", reply["chunk_bytes"] % 4, 0, 0)
    require("final version", reply["final_version"], 1, _INT64)
    require("attempts", reply["attempts"], 0, _MAX_ATTEMPTS)
    require("last sequence", reply["last_sequence"], 0, _INT64 - 1)
    return Contract(
        job=wire.printable(reply["job"], _MAX_NAME),
        worker=reply["worker"],
        workers=reply["workers"],
        byzantine=reply["byzantine"],
        dimension=reply["dimension"],
        task=_task(reply["task"]),
        tensors=_tensors(reply),
        chunk_bytes=reply["chunk_bytes"],
        codecs=_codecs(reply),
        seed=reply["seed"],
        final_version=reply["final_version"],
        last_sequence=reply["last_sequence"],
        attempts=max(1, reply["attempts"]),
        run=reply["run"],
        start=reply["start"],
        pull_codecs=tuple(reply["pull_codecs"]),
    )


def read_pull_header(message: wire.Buffer) -> PullHeader:
    """Reads what comes before a model."""
    header = wire.decode(wire.PULL_HEADER, message)
    require("version", header["version"], NO_VERSION, _INT64)
    require("dimension", header["dimension"], 1, wire.MAX_DIMENSION)
    rate = header["rate"]
    if rate is not None and not (math.isfinite(rate) and rate >= 0):
        raise MalformedError(f"rate must be finite and >= 0, got {rate}")
    return PullHeader(
        version=header["version"],
        dimension=header["dimension"],
        state=_state(header["state"]),
        message=wire.printable(header["message"], _MAX_TEXT),
        rate=rate,
        codec=header["codec"],
        checksum=header["checksum"],
    )


def read_accepted(message: bytes) -> Verdict:
    """Reads the answer to a gradient that was taken."""
    weight = wire.decode(wire.PUSH_REPLY, message)["weight"]
    if not (math.isfinite(weight) and weight >= 0):
        raise MalformedError(f"weight must be finite and >= 0, got {weight}")
    return Verdict(weight)


def read_status(message: bytes) -> Status:
    """Reads the job at a glance."""
    reply = wire.decode(wire.STATUS_REPLY, message)
    return Status(
        job=wire.printable(reply["job"], _MAX_NAME),
        state=_state(reply["state"]),
        version=reply["version"],
        final_version=reply["final_version"],
        workers=reply["workers"],
        byzantine=reply["byzantine"],
        connected=reply["connected"],
        distrusted={
            entry["worker"]: wire.printable(entry["reason"], _MAX_NAME)
            for entry in reply["distrusted"]
        },
        message=wire.printable(reply["message"], _MAX_TEXT),
        tolerance=wire.printable((reply["guarantee"] or {}).get("tolerance", ""), _MAX_TEXT),
    )


def require(what: str, value: int, least: int, most: int) -> None:
    """Refuses a value of the other end outside its limits."""
    if not least <= value <= most:
        raise MalformedError(f"{what} must be in [{least}, {most}], got {value}")


def _state(number: int) -> JobState:
    try:
        return JobState(number)
    except ValueError:
        raise MalformedError("the state of the job is missing") from None


def _task(task: Optional[Dict[str, Any]]) -> Task:
    """A later version may say more, which is skipped; a setting is not cut, or it is another."""
    if task is None:
        return Task()
    require("version of the task", task["version"], 1, 2**32 - 1)
    require("batch", task["batch"], 0, 2**31 - 1)
    for setting in _SETTINGS:
        require(f"length of the task's {setting}", len(task[setting]), 0, _MAX_NAME)
    model, sampling, local, evaluation = (
        wire.printable(task[setting], _MAX_NAME) for setting in _SETTINGS
    )
    return Task(model, task["batch"], sampling, local, evaluation)


def _codecs(reply: Dict[str, Any]) -> Tuple[Codec, ...]:
    formats = [wire.printable(text, _MAX_NAME) for text in reply["codec_formats"]]
    known = codecs.offered(reply["codecs"], formats)
    if not known:
        raise MalformedError("the server takes none of the codecs known here")
    return known


def _tensors(reply: Dict[str, Any]) -> Tuple[Tensor, ...]:
    tensors = tuple(_tensor(tensor) for tensor in reply["tensors"])
    require("number of tensors", len(tensors), 0, _MAX_TENSORS)
    if tensors:
        d = reply["dimension"]
        require("sum of the tensors' sizes", sum(tensor.size for tensor in tensors), d, d)
    return tensors


def _tensor(tensor: Dict[str, Any]) -> Tensor:
    shape = tuple(tensor["shape"])
    require("number of axes", len(shape), 1, _MAX_AXES)
    require("shortest axis", min(shape), 1, wire.MAX_DIMENSION)
    return Tensor(wire.printable(tensor["name"], _MAX_NAME), shape)
