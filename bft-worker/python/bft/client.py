"""The client that blocks."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Callable, Iterator, Mapping, Optional, Type, TypeVar, Union

import grpc
import numpy.typing as npt

from bft import wire
from bft.codec import Vector
from bft.contract import Contract, Model, Status, Verdict
from bft.errors import BftError
from bft.session import Call, Limits, Sleep, Step, Steps
from bft.transport import BaseClient, Deadline, Tls, failure

T = TypeVar("T")


class Client(BaseClient[Verdict]):
    """A worker's view of a parameter server, for one thread at a time. Joins with its first call.

    Iterating gives the models to compute gradients for, until the job has finished; it raises
    :class:`~bft.errors.JobFailedError` if the job failed. As a context it leaves at its end.
    """

    def join(self) -> Contract:
        """Registers in the worker slot of the token and learns the contract of the job."""
        return self._run(self._session.join())

    def look(self) -> Contract:
        """Learns the contract without registering, so that nothing waits for this worker yet."""
        return self._run(self._session.look())

    def pull(self, out: Optional[Vector] = None) -> Model[Verdict]:
        """Waits for a model newer than the last, for as long as rounds take.

        Its parameters stand in ``out``, d values of float32, or in an array of the client's own,
        which the next pull overwrites. Raises :class:`~bft.errors.JobEndedError` if no newer
        version will ever come.
        """
        return self._run(self._session.pull(out))

    def push(self, gradient: npt.ArrayLike, **figures: float) -> Verdict:
        """Sends a gradient at the model that was pulled last.

        A refusal of the gradient is a verdict; a refusal of this worker raises
        :class:`~bft.errors.RefusedError`. ``loss=`` and ``accuracy=`` are for people, as
        :meth:`bft.contract.Model.push` has them.
        """
        return self._push(gradient, self._pulled_version(), figures)

    def leave(self) -> None:
        """Deregisters, so that no round waits for this worker; another call registers it again."""
        self._run(self._session.leave())

    def status(self) -> Status:
        """The job at a glance."""
        return self._run(self._session.status())

    def close(self) -> None:
        """Drops the connection."""
        self._session.closed = True
        self._disconnect()

    def models(self, out: Optional[Vector] = None) -> Iterator[Model[Verdict]]:
        """What iterating gives, with parameters in ``out`` as :meth:`pull` has it."""
        while True:
            model = self._run(self._session.next_model(out))
            if model is None:
                return
            yield model

    def __iter__(self) -> Iterator[Model[Verdict]]:
        return self.models()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.leave()
        self.close()

    def _push(
        self, gradient: npt.ArrayLike, base_version: int, figures: Mapping[str, float]
    ) -> Verdict:
        return self._run(self._session.push(gradient, base_version, figures))

    def _run(self, steps: Steps[T]) -> T:
        try:
            step = next(steps)
            while True:
                try:
                    self._perform(step)
                except BftError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(None)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            steps.close()

    def _perform(self, step: Step) -> None:
        if isinstance(step, Call):
            self._call(step)
        elif isinstance(step, Sleep):
            time.sleep(step.seconds)
        else:
            self._disconnect()

    def _disconnect(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _call(self, call: Call) -> None:
        if self._channel is None:
            self._channel = self._endpoint.channel(grpc)
        method = self._channel.stream_stream(wire.SERVICE + call.method)
        deadline = Deadline(call)
        answer = method(deadline.sent(), call.total, self._endpoint.metadata)
        with _Watch(deadline, answer.cancel):
            try:
                for message in answer:
                    deadline.moved()
                    call.receive(message)
            except grpc.RpcError as error:
                raise (deadline.error() if deadline.passed else failure(error)) from None
            finally:
                answer.cancel()


class _Watch(threading.Thread):
    """Cancels a call when its deadline passes, which a blocked reader cannot do itself."""

    def __init__(self, deadline: Deadline, cancel: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self._deadline = deadline
        self._cancel = cancel
        self._over = threading.Event()

    def run(self) -> None:
        while self._deadline.left() > 0:
            if self._over.wait(self._deadline.left()):
                return
        self._deadline.passed = True
        self._cancel()

    def __enter__(self) -> None:
        self.start()

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self._over.set()


def connect(
    server: str,
    token: Optional[str] = None,
    *,
    token_file: Union[str, Path, None] = None,
    tls: Optional[Tls] = None,
    codec: str = "float32",
    pull_codec: str = "float32",
    limits: Limits = Limits(),
) -> Client:
    """Joins the job of the server at ``HOST:PORT`` as the worker that the token names."""
    client = Client(
        server,
        token,
        token_file=token_file,
        tls=tls,
        codec=codec,
        pull_codec=pull_codec,
        limits=limits,
    )
    try:
        client.join()
    except BaseException:
        client.close()
        raise
    return client
