"""What both clients need of gRPC: addresses, channels, secrets and the reading of failures."""

from __future__ import annotations

import base64
import logging
import os
import re
import ssl
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Iterator, List, Mapping, Optional, Tuple, Union

import grpc
import numpy.typing as npt

from bft import wire
from bft.codecs import named, of_models
from bft.contract import Answer, Contract, Model, Report
from bft.errors import Refusal, RefusedError, ServerError
from bft.session import Call, Limits, Session

LOG = logging.getLogger("bft")

_TOKEN = re.compile(r"[!-~]{1,4096}")
_WITH_AUTHORITY = re.compile(r"bft1\.([0-9a-f]{64})\.([A-Za-z0-9_-]+)")
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

    def credentials(self, authority: Optional[bytes] = None) -> Any:
        """For a channel; reads the files, and believes ``authority`` if there is no ``root``."""
        files = (self.root, self.key, self.certificate)
        root, key, certificate = (f and Path(f).read_bytes() for f in files)
        return grpc.ssl_channel_credentials(root or authority, key, certificate)


@dataclass(frozen=True)
class Credential:
    """What a worker is given: its secret, and perhaps the certificate of who signed the server's.

    Both in one text are ``bft1.SECRET.CERTIFICATE``, as ``bft-server enrol`` prints them.
    """

    token: str
    authority: Optional[bytes] = None

    @staticmethod
    def parse(text: str) -> Credential:
        """Reads either form."""
        if not _TOKEN.fullmatch(text):
            raise ValueError(
                "a token needs 1 to 4096 printable ASCII characters without blanks,"
                f" got {len(text)} characters"
            )
        parts = _WITH_AUTHORITY.fullmatch(text)
        if parts is None:
            return Credential(text)
        encoded = parts.group(2)
        try:
            der = base64.b64decode(encoded + "=" * (-len(encoded) % 4), b"-_", validate=True)
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=der)
        except (ValueError, ssl.SSLError):
            raise ValueError("the token is damaged: copy it again") from None
        return Credential(parts.group(1), ssl.DER_cert_to_PEM_cert(der).encode())


@dataclass(frozen=True)
class Endpoint:
    """A server and how to speak to it."""

    target: str
    credential: Optional[Credential]
    tls: Optional[Tls]
    limits: Limits

    @property
    def metadata(self) -> Tuple[Tuple[str, str], ...]:
        """What every call carries."""
        if self.credential is None:
            return ()
        return ((wire.AUTHORIZATION, f"Bearer {self.credential.token}"),)

    def channel(self, module: Any) -> Any:
        """A connection of its own, made by ``grpc`` or ``grpc.aio``."""
        options = _options(self.limits)
        authority = self.credential.authority if self.credential else None
        if self.tls is None and authority is None:
            return module.insecure_channel(self.target, options=options)
        tls = self.tls or Tls()
        if tls.server_name is not None:
            options.append(("grpc.ssl_target_name_override", tls.server_name))
        try:
            credentials = tls.credentials(authority)
        except OSError as error:
            # The files are read for each connection, as they may have been replaced.
            raise ServerError("UNAVAILABLE", f"tls: {error}") from error
        return module.secure_channel(self.target, credentials, options=options)


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


class BaseClient(Generic[Answer]):
    """What the client that blocks and the one of asyncio have in common."""

    def __init__(
        self,
        server: str,
        token: Optional[str] = None,
        *,
        token_file: Union[str, Path, None] = None,
        tls: Optional[Tls] = None,
        codec: str = "float32",
        pull_codec: str = "float32",
        limits: Limits = Limits(),
    ) -> None:
        self._endpoint = endpoint(server, token, token_file, tls, limits)
        self._session = Session(server, limits, named(codec), of_models(pull_codec), self._push)
        self._channel: Any = None

    def _push(
        self, gradient: npt.ArrayLike, base_version: int, figures: Mapping[str, float]
    ) -> Answer:
        raise NotImplementedError

    @property
    def contract(self) -> Contract:
        """What the last join gave."""
        return self._session.contract

    @property
    def model(self) -> Optional[Model[Answer]]:
        """The model that was pulled last, if it came whole."""
        return self._session.model

    @property
    def report(self) -> Report:
        """What became of this worker's gradients so far."""
        return self._session.report

    def _pulled_version(self) -> int:
        if self._session.model is None:
            raise ValueError("there is no model yet that this gradient could be of: pull() first")
        return self._session.model.version


def endpoint(
    server: str,
    token: Optional[str],
    token_file: Union[str, Path, None],
    tls: Optional[Tls],
    limits: Limits,
) -> Endpoint:
    """Checks what a user gives."""
    return Endpoint(_target(server), _credential(token, token_file, tls), tls, limits)


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


def _credential(
    token: Optional[str], token_file: Union[str, Path, None], tls: Optional[Tls]
) -> Optional[Credential]:
    if token is not None and token_file is not None:
        raise ValueError("give either token or token_file")
    if token_file is not None:
        return Credential.parse(read_token(Path(token_file)))
    if token is not None:
        return Credential.parse(token)
    if tls is None or tls.certificate is None:
        raise ValueError("give either token or token_file, or tls with a certificate")
    return None


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
