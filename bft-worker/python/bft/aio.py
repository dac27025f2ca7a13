"""The client for asyncio: the same verbs, to be awaited."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, AsyncIterator, Awaitable, Generator, Mapping, Optional, Type, TypeVar

import grpc
import grpc.aio
import numpy.typing as npt

from bft import wire
from bft.codec import Vector
from bft.contract import Contract, Model, Status, Verdict
from bft.errors import BftError
from bft.session import Call, Sleep, Step, Steps
from bft.transport import BaseClient, Deadline, failure

T = TypeVar("T")

AsyncModel = Model[Awaitable[Verdict]]


class AsyncClient(BaseClient[Awaitable[Verdict]]):
    """A worker's view of a parameter server, in one event loop.

    Awaiting it or entering it as a context joins; iterating gives the models to compute gradients
    for, until the job has finished. What it says of itself is what :class:`bft.client.Client` does.
    """

    async def join(self) -> Contract:
        """Registers in the worker slot of the token and learns the contract of the job."""
        return await self._run(self._session.join())

    async def look(self) -> Contract:
        """Learns the contract without registering, so that nothing waits for this worker yet."""
        return await self._run(self._session.look())

    async def pull(self, out: Optional[Vector] = None) -> AsyncModel:
        """Waits for a model newer than the last; see :meth:`bft.client.Client.pull`."""
        return await self._run(self._session.pull(out))

    async def push(self, gradient: npt.ArrayLike, **figures: float) -> Verdict:
        """Sends a gradient at the model that was pulled last, and tells what became of it."""
        return await self._push(gradient, self._pulled_version(), figures)

    async def leave(self) -> None:
        """Deregisters, so that no round waits for this worker; another call registers it again."""
        await self._run(self._session.leave())

    async def status(self) -> Status:
        """The job at a glance."""
        return await self._run(self._session.status())

    async def close(self) -> None:
        """Drops the connection."""
        self._session.closed = True
        await self._disconnect()

    async def models(self, out: Optional[Vector] = None) -> AsyncIterator[AsyncModel]:
        """What iterating gives, with parameters in ``out`` as :meth:`pull` has it."""
        while True:
            model = await self._run(self._session.next_model(out))
            if model is None:
                return
            yield model

    def __aiter__(self) -> AsyncIterator[AsyncModel]:
        return self.models()

    def __await__(self) -> Generator[Any, None, AsyncClient]:
        yield from self.join().__await__()
        return self

    async def __aenter__(self) -> AsyncClient:
        return await self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        await self.leave()
        await self.close()

    async def _push(
        self, gradient: npt.ArrayLike, base_version: int, figures: Mapping[str, float]
    ) -> Verdict:
        return await self._run(self._session.push(gradient, base_version, figures))

    async def _run(self, steps: Steps[T]) -> T:
        try:
            step = next(steps)
            while True:
                try:
                    await self._perform(step)
                except BftError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(None)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            steps.close()

    async def _perform(self, step: Step) -> None:
        if isinstance(step, Call):
            await self._call(step)
        elif isinstance(step, Sleep):
            await asyncio.sleep(step.seconds)
        else:
            await self._disconnect()

    async def _disconnect(self) -> None:
        if self._channel is not None:
            channel, self._channel = self._channel, None
            await channel.close()

    async def _call(self, call: Call) -> None:
        if self._channel is None:
            self._channel = self._endpoint.channel(grpc.aio)
        method = self._channel.stream_stream(wire.SERVICE + call.method)
        deadline = Deadline(call)
        answer = method(deadline.sent(), timeout=call.total, metadata=self._endpoint.metadata)
        watch = asyncio.ensure_future(_watch(deadline, answer))
        try:
            async for message in answer:
                deadline.moved()
                call.receive(message)
        except grpc.RpcError as error:
            raise (deadline.error() if deadline.passed else failure(error)) from None
        except asyncio.CancelledError:
            if not deadline.passed:
                raise
            raise deadline.error() from None
        finally:
            watch.cancel()
            answer.cancel()


async def _watch(deadline: Deadline, answer: Any) -> None:
    """Cancels a call when its deadline passes."""
    while deadline.left() > 0:
        await asyncio.sleep(deadline.left())
    deadline.passed = True
    answer.cancel()


# Of a server at HOST:PORT: ``await`` it, or use it in ``async with``.
connect = AsyncClient
