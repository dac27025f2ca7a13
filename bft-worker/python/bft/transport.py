"""What both clients need of gRPC: addresses, channels, secrets and the reading of failures."""

from __future__ import annotations

import logging
import os
import re
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, List, Optional, Tuple, Union

import grpc

from bft import wire
from bft.errors import Refusal, RefusedError, ServerError
from bft.session import Call, Limits

LOG = logging.getLogger("bft")

_TOKEN = re.compile(r"[!-~]{1,4096}")
_ENDPOINT = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^:\[\]/\s]+)):([0-9]{1,5})")
_MAX_DETAIL = 1_000
_IDENTITY_ONLY = 1


@dataclass(frozen=True)
class Tls:
    """Whom to believe and who we are: PEM files. Without ``root`` the system's authorities.

    ``certificate`` and ``key`` are the worker's own, where the server asks for them.
    ``server_name`` is the name in the server's certificate, if it is not the host's.
    """

    root: Union[str, Path, None] = None
    certificate: Union[str, Path, None] = None
    key: Union[str, Path, None] = None
    server_name: Optional[str] = None

    def __post_init__(self) -> None:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("tls: certificate and key go together, give both or neither")

    def credentials(self) -> Any:
        """For a channel; reads the files."""
        files = (self.root, self.key, self.certificate)
        return grpc.ssl_channel_credentials(*(f and Path(f).read_bytes() for f in files))


@dataclass(frozen=True)
class Endpoint:
    """A server and how to speak to it."""

    target: str
    token: str
    tls: Optional[Tls]
    limits: Limits

    @property
    def metadata(self) -> Tuple[Tuple[str, str], ...]:
        """What every call carries."""
        return ((wire.AUTHORIZATION, f"Bearer {self.token}"),)

    def channel(self, module: Any) -> Any:
        """A connection of its own, made by ``grpc`` or ``grpc.aio``."""
        options = _options(self.limits)
        if self.tls is None:
            return module.insecure_channel(self.target, options=options)
        if self.tls.server_name is not None:
            options.append(("grpc.ssl_target_name_override", self.tls.server_name))
        return module.secure_channel(self.target, self.tls.credentials(), options=options)


class Deadline:
    """When the server will have been silent for too long; moved on by whatever moves."""

    def __init__(self, call: Call) -> None:
        now = time.monotonic()
        self._call = call
        self._end = now + call.total
        self._allowed = call.first
        self._at = min(now + call.first, self._end)
        self.passed = False

    def moved(self) -> None:
        """Something came."""
        self._allow(self._call.idle)

    def left(self) -> float:
        """Seconds; 0 or less when it has passed."""
        return self._at - time.monotonic()

    def sent(self) -> Iterator[bytes]:
        """The call's frames; each that is asked for is a sign of life."""
        for frame in self._call.frames():
            self.moved()
            yield frame
        self._allow(self._call.after_sending)

    def error(self) -> ServerError:
        """What to say when it has passed."""
        return ServerError("DEADLINE_EXCEEDED", f"nothing from the server for {self._allowed:g} s")

    def _allow(self, seconds: float) -> None:
        self._allowed = seconds
        self._at = min(time.monotonic() + seconds, self._end)


def endpoint(
    server: str,
    token: Optional[str],
    token_file: Union[str, Path, None],
    tls: Optional[Tls],
    limits: Limits,
) -> Endpoint:
    """Checks what a user gives."""
    return Endpoint(_target(server), _token(token, token_file), tls, limits)


def failure(error: Any) -> ServerError:
    """What a call's failure says, whichever client made it."""
    status = error.code().name
    detail = wire.printable(error.details() or "no message", _MAX_DETAIL)
    trailers = {key: value for key, value in error.trailing_metadata() or ()}
    name = str(trailers.get(wire.REASON))
    if name in Refusal.__members__:
        return RefusedError(status, Refusal[name], detail)
    return ServerError(status, detail)


def read_token(file: Path) -> str:
    """A worker's secret; warns if others can read it as well."""
    mode = os.stat(file).st_mode
    if mode & (stat.S_IRGRP | stat.S_IROTH):
        LOG.warning(
            "others can read %s (%s) and vote with it: chmod 600 %s",
            file,
            stat.filemode(mode),
            file,
        )
    return file.read_text().strip()


def _token(token: Optional[str], token_file: Union[str, Path, None]) -> str:
    if (token is None) == (token_file is None):
        raise ValueError("give either token or token_file")
    text = token if token is not None else read_token(Path(str(token_file)))
    if not _TOKEN.fullmatch(text):
        raise ValueError(
            "a token needs 1 to 4096 printable ASCII characters without blanks,"
            f" got {len(text)} characters"
        )
    return text


def _target(server: str) -> str:
    parts = _ENDPOINT.fullmatch(server)
    if parts is None or not 1 <= int(parts.group(3)) <= 65_535:
        raise ValueError(
            "server must be HOST:PORT or [IPV6]:PORT with a port in [1, 65535],"
            f" got '{server[:200]}'"
        )
    return server


def _options(limits: Limits) -> List[Tuple[str, Any]]:
    """A connection that is lost stays lost: the client makes another, and joins on it."""
    connect, pause = int(1000 * limits.connect), int(1000 * limits.longest_pause)
    return [
        ("grpc.max_receive_message_length", wire.MAX_MESSAGE_BYTES),
        ("grpc.compression_enabled_algorithms_bitset", _IDENTITY_ONLY),
        ("grpc.http2.lookahead_bytes", 8 << 20),
        ("grpc.min_reconnect_backoff_ms", connect),
        ("grpc.initial_reconnect_backoff_ms", max(100, pause)),
        ("grpc.max_reconnect_backoff_ms", max(100, pause)),
        ("grpc.use_local_subchannel_pool", 1),
        ("grpc.enable_retries", 0),
        ("grpc.enable_http_proxy", 0),
        ("grpc.service_config_disable_resolution", 1),
    ]
