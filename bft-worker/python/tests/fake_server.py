"""A server that answers what a test tells it to, byte by byte."""

from __future__ import annotations

from concurrent import futures
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional

import grpc
import numpy as np

from bft import wire

Answer = Callable[[List[bytes], Any], Iterable[bytes]]

CONTRACT: Dict[str, Any] = {
    "protocol_version": 1,
    "job": "fake",
    "worker": 0,
    "workers": 1,
    "byzantine": 0,
    "dimension": 4,
    "chunk_bytes": 8,
    "seed": 1,
    "final_version": 10,
    "codecs": [0, 1],
}


def contract(**changes: Any) -> bytes:
    """The answer to a join."""
    return wire.encode(wire.JOIN_REPLY, dict(CONTRACT, **changes))


def header(version: int, dimension: int = 4, state: int = 2, message: str = "") -> bytes:
    """The first frame of the answer to a pull."""
    fields = {"version": version, "dimension": dimension, "state": state, "message": message}
    return wire.header_frame(wire.encode(wire.PULL_HEADER, fields))


def data(offset: int, *values: float) -> bytes:
    """Another."""
    return wire.data_frame(offset, np.float32(values).tobytes())


class FakeServer(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Runs on loopback; ``answers`` are by method, and what was sent is in ``received``."""

    def __init__(self, credentials: Optional[Any] = None, **answers: Answer) -> None:
        self.answers: Dict[str, Answer] = {"Join": lambda sent, call: [contract()], **answers}
        self.received: Dict[str, List[List[bytes]]] = {}
        self.metadata: Dict[str, str] = {}
        self._server = grpc.server(futures.ThreadPoolExecutor(4), handlers=(self,))
        if credentials is None:
            self.port = self._server.add_insecure_port("127.0.0.1:0")
        else:
            self.port = self._server.add_secure_port("127.0.0.1:0", credentials)
        self._server.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def service(self, details: Any) -> Any:
        name = details.method[len(wire.SERVICE):]
        answer = self.answers.get(name)
        if answer is None:
            return None
        self.metadata = {entry.key: entry.value for entry in details.invocation_metadata}

        def handle(requests: Iterator[bytes], call: Any) -> Iterator[bytes]:
            sent = list(requests)
            self.received.setdefault(name, []).append(sent)
            yield from answer(sent, call)

        return grpc.stream_stream_rpc_method_handler(handle)

    def stop(self) -> None:
        self._server.stop(0).wait()


def refusal(status: grpc.StatusCode, reason: str, detail: str) -> Answer:
    """Refuses every call."""

    def answer(sent: List[bytes], call: Any) -> Iterable[bytes]:
        call.set_trailing_metadata(((wire.REASON, reason),))
        call.abort(status, detail)
        return ()

    return answer
