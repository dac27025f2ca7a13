"""A real server and real Java workers as processes, started from the build's class path."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional

import numpy as np

import bft

PATIENCE = 60.0
HERE = Path(__file__).parent
RESOURCES = HERE.parent.parent / "src" / "test" / "resources"


def class_path() -> str:
    """Of the Java side, as the build gives it; skips the test outside the build."""
    path = os.environ.get("BFT_CLASS_PATH")
    if not path:
        raise unittest.SkipTest("BFT_CLASS_PATH is not set: run by mvn verify, or set it")
    return path


def java_command() -> str:
    return os.environ.get("BFT_JAVA", "java")


def java(main: str, *arguments: str, log: Path) -> "subprocess.Popen[bytes]":
    """Starts a program of the Java side, which writes to a log."""
    command = [java_command(), "-XX:TieredStopAtLevel=1", "-Xshare:auto"]
    command += ["-cp", class_path(), main, *arguments]
    with log.open("ab") as out:
        return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)


def python(script: str, *arguments: str, log: Path) -> "subprocess.Popen[bytes]":
    """Starts a script of the tests in this Python, with the package that is under test."""
    environment = dict(os.environ, PYTHONPATH=str(Path(bft.__file__).parent.parent))
    command = [sys.executable, str(HERE / script), *arguments]
    with log.open("ab") as out:
        return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)


def one_report(value: float) -> Dict[str, Any]:
    """What the server shows of a figure that one worker reports."""
    return {"median": value, "lower": value, "upper": value, "workers": 1, "distrusted": 0}


class ServerCase(unittest.TestCase):
    """A test with a directory of its own, and processes that end with it."""

    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.directory = Path(temporary.name)
        self.port = 0

    def start_server(self, n: int, f: int, dimension: int, **options: Any) -> None:
        """Starts it and waits until it listens; options as ``round_timeout=1000``."""
        flags: Dict[str, Any] = {
            "workers": n,
            "byzantine": f,
            "dimension": dimension,
            "rule": "mean",
            "rounds": 5,
            "schedule": 1,
            "initial-scale": 0,
            "port": self.port,
            "admin-port": 0,
            "tokens": self.directory / "tokens",
            "model-file": self.directory / "model.npy",
            "port-file": self.directory / "ports",
        }
        flags.update({name.replace("_", "-"): value for name, value in options.items()})
        arguments = [f"--{name}={value}" for name, value in flags.items()]
        (self.directory / "ports").unlink(missing_ok=True)
        log = self.directory / "server.log"
        self.server = java("bft.server.ServerMain", *arguments, "--create-tokens", log=log)
        self.ended_with_test(self.server)
        self.await_true(self._listens, "the server listens")
        self.port = int((self.directory / "ports").read_text().split()[0])

    def _listens(self) -> bool:
        log = (self.directory / "server.log").read_text()
        self.assertIsNone(self.server.poll(), log)
        ports = self.directory / "ports"
        return ports.exists() and ports.read_text().endswith("\n")

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def token_file(self, worker: object) -> Path:
        return self.directory / "tokens" / ("observer" if worker is None else f"worker-{worker}")

    def token(self, worker: object) -> str:
        return self.token_file(worker).read_text().strip()

    def client(self, worker: Optional[int] = 0, **options: Any) -> bft.Client:
        """A client that has joined, closed at the end."""
        client = bft.connect(self.address, self.token(worker), **options)
        self.addCleanup(client.close)
        return client

    def ended_with_test(self, process: "subprocess.Popen[bytes]") -> None:
        def end() -> None:
            process.kill()
            process.wait(PATIENCE)

        self.addCleanup(end)

    def reported(self) -> Dict[str, Any]:
        """What the server shows of the figures that workers report."""
        admin = (self.directory / "ports").read_text().split()[1]
        with urllib.request.urlopen(f"http://127.0.0.1:{admin}/health", timeout=PATIENCE) as health:
            shown: Dict[str, Any] = json.load(health)["reported"]
        return shown

    def server_exit_code(self) -> int:
        return self.server.wait(PATIENCE)

    def final_model(self) -> "np.ndarray[Any, Any]":
        """What the server wrote, once it has ended well."""
        log = (self.directory / "server.log").read_text
        self.assertEqual(0, self.server_exit_code(), log())
        model: "np.ndarray[Any, Any]" = np.load(self.directory / "model.npy")
        return model

    def await_true(self, condition: Any, what: str) -> None:
        """Waits until the condition holds."""
        until = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), until, f"in {PATIENCE} s not: {what}")
            time.sleep(0.02)


class TlsCase(ServerCase):
    """A test with a certificate authority of its own, and a certificate for its server."""

    def setUp(self) -> None:
        super().setUp()
        authority = ["req", "-x509", "-days", "1", "-subj", "/CN=ca", "-out", "ca.pem"]
        self.openssl(*authority, *self.new_key("ca"))
        self.sign("server", "DNS:localhost,IP:127.0.0.1")

    def openssl(self, *arguments: str) -> None:
        command = ["openssl", *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.directory)

    def new_key(self, name: str) -> List[str]:
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        return [*curve, "-nodes", "-keyout", name + ".key"]

    def sign(self, name: str, san: str) -> None:
        request = ["req", "-new", "-subj", "/CN=" + name, "-out", name + ".csr"]
        self.openssl(*request, *self.new_key(name))
        (self.directory / "ext").write_text("subjectAltName=" + san)
        self.openssl(
            "x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-days", "1", "-extfile", "ext", "-out", name + ".pem",
        )

    def enrolled(self, name: str) -> str:
        """The token of the line that the command prints."""
        log = self.directory / ("enrol-" + name)
        command = ["enrol", name, "--tokens", str(self.directory / "tokens")]
        command += ["--tls-ca", str(self.directory / "ca.pem"), "--server", self.address]
        process = java("bft.server.ServerMain", *command, log=log)
        self.assertEqual(0, process.wait(60), log.read_text())
        line = next(line for line in log.read_text().splitlines() if "bft-worker" in line)
        self.assertIn(f"--server {self.address} --token bft1.", line)
        token = line.split("--token ")[1]
        self.await_true(lambda: self.knows(token), "the server has read the new token")
        return token

    def knows(self, token: str) -> bool:
        """Whether the server accepts the token: it reads its files again now and then."""
        client = bft.Client(self.address, token)
        try:
            client.look()
            return True
        except bft.ServerError as error:
            return error.status == "FAILED_PRECONDITION"  # known, but with another codec
        finally:
            client.close()


def logs(directory: Path, names: Iterable[str]) -> str:
    """What processes have printed, for the message of a test that failed."""
    parts: List[str] = [f"--- {name}\n{(directory / name).read_text()}" for name in names]
    return "\n".join(parts)
