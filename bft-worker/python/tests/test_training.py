"""Workers in Python, PyTorch and Java train one model together while one of them attacks.

All of them are processes, speak TLS and have tokens. One of each kind is killed in the middle, and
its next process goes on with its pushes. Without torch a second worker in plain Python stands in.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import shutil
import signal
import ssl
import subprocess
import unittest
from pathlib import Path
from typing import List, Sequence

import softmax
from support import PATIENCE, TlsCase, java, logs, python

HAS_TORCH = importlib.util.find_spec("torch") is not None
KINDS = ["attack", "python", "torch" if HAS_TORCH else "python", "java", "java"]
KILLED = (1, 2, 3)
LEARNED = 0.95
BEFORE = 20  # gradients of each that are accepted before some are killed


@unittest.skipUnless(shutil.which("openssl"), "openssl makes the certificates")
class TrainingTest(TlsCase):
    def start_job(self, **options: object) -> None:
        self.csv = self.directory / "blobs.csv"
        softmax.blobs(self.csv, 600, seed=1)
        layout = f"{softmax.FEATURES}x{softmax.CLASSES},{softmax.CLASSES}"
        self.start_server(
            len(KINDS), 1, softmax.DIMENSION, layout=layout, schedule=0.5, rule="median",
            tls_certificate=self.directory / "server.pem", tls_key=self.directory / "server.key",
            audit_log=self.directory / "audit.jsonl", **options,
        )
        self.workers = [self.start(worker) for worker in range(len(KINDS))]

    def start(self, worker: int) -> "subprocess.Popen[bytes]":
        """The process of a worker: the first or, after that has been killed, the next."""
        kind = KINDS[worker]
        log = self.directory / f"worker-{worker}.log"
        place = (self.address, str(self.sealed_token(worker)), str(self.csv))
        if kind == "java":
            flags = ("--server", "--token-file", "--data")
            given = [part for pair in zip(flags, place) for part in pair]
            given[-1] += ":scale=none"
            process = java("bft.worker.WorkerMain", *given, "--model=softmax", log=log)
        elif kind == "torch":
            process = python("softmax_torch.py", *place, log=log)
        else:
            factor = "-10" if kind == "attack" else "1"
            process = python("softmax.py", *place, factor, log=log)
        self.ended_with_test(process)
        return process

    def sealed_token(self, worker: int) -> Path:
        """A file with the worker's token and the authority, as ``bft-server enrol`` prints them."""
        pem = (self.directory / "ca.pem").read_text()
        der = ssl.PEM_cert_to_DER_cert(pem)
        encoded = base64.urlsafe_b64encode(der).decode().rstrip("=")
        file = self.directory / f"sealed-{worker}"
        file.write_text(f"bft1.{self.token(worker)}.{encoded}")
        file.chmod(0o600)
        return file

    def sequences(self) -> List[List[int]]:
        """The numbers of the gradients that the server has accepted, by worker, in order."""
        found: List[List[int]] = [[] for _ in KINDS]
        log = self.directory / "audit.jsonl"
        lines = log.read_text().splitlines(keepends=True) if log.exists() else []
        for line in filter(lambda line: line.endswith("\n"), lines):
            for gradient in json.loads(line).get("gradients", []):
                if "accepted" in gradient:
                    found[gradient["worker"]].append(gradient["sequence"])
        return found

    def told(self) -> str:
        names = [f"worker-{worker}.log" for worker in range(len(KINDS))]
        return logs(self.directory, ["server.log", *names])

    def restart_some(self, held: Sequence[int]) -> None:
        """Kills three workers and starts them again, while those held stand still."""
        self.await_true(self.all_to_be_killed_take_part, "those to be killed take part")
        for worker in held:
            self.workers[worker].send_signal(signal.SIGSTOP)
        for worker in KILLED:
            self.workers[worker].kill()
            self.workers[worker].wait(PATIENCE)
        self.before = self.sequences()
        for worker in KILLED:
            self.workers[worker] = self.start(worker)
        self.await_true(lambda: not held or self.are_back(), "the killed are back")
        for worker in held:
            self.workers[worker].send_signal(signal.SIGCONT)

    def all_to_be_killed_take_part(self) -> bool:
        now = self.sequences()
        return min(len(now[worker]) for worker in KILLED) >= BEFORE

    def are_back(self) -> bool:
        after = self.sequences()
        return all(len(after[worker]) > len(self.before[worker]) + 1 for worker in KILLED)

    def assert_learned_and_resumed(self) -> None:
        model = self.final_model()
        for process in self.workers:
            self.assertEqual(0, process.wait(PATIENCE), self.told())
        features, labels = softmax.read(self.csv)
        self.assertGreater(softmax.accuracy(model, features, labels), LEARNED, self.told())
        self.assertTrue(self.are_back(), self.told())
        after = self.sequences()
        for worker in KILLED:
            self.assertEqual(sorted(set(after[worker])), after[worker], "numbers only rise")

    def test_in_rounds(self) -> None:
        self.start_job(rounds=60, quorum=len(KINDS))
        self.restart_some(held=[])
        self.assert_learned_and_resumed()

    def test_one_by_one_in_mode_async(self) -> None:
        # Enough that the fast workers do not end the job before the slow ones have started.
        self.start_job(mode="async", rounds=3000)
        self.restart_some(held=[0, 4])  # a step needs 2f + 1 workers, so all that were killed
        self.assert_learned_and_resumed()


del TlsCase
