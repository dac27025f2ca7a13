"""Python and Java workers train one model together while one of them attacks."""

from __future__ import annotations

import subprocess
import threading
from typing import List

import bft
import softmax
from support import PATIENCE, ServerCase, java, logs, python

WORKERS = 5
ATTACKER, PYTHON, JAVA = 0, 1, (2, 3, 4)
LEARNED = 0.95


class TrainingTest(ServerCase):
    def setUp(self) -> None:
        super().setUp()
        self.csv = self.directory / "blobs.csv"
        softmax.blobs(self.csv, 600, seed=1)

    def start_job(self, **options: object) -> None:
        layout = f"{softmax.FEATURES}x{softmax.CLASSES},{softmax.CLASSES}"
        self.start_server(WORKERS, 1, softmax.DIMENSION, layout=layout, schedule=0.5, **options)
        attack = threading.Thread(target=self.attack, daemon=True)
        attack.start()
        self.addCleanup(attack.join, PATIENCE)
        for worker in JAVA:
            self.ended_with_test(self.start_java(worker))

    def attack(self) -> None:
        """Pushes the model away from where it goes, ten times as hard."""
        features, labels = softmax.read(self.csv)
        with bft.connect(self.address, self.token(ATTACKER)) as client:
            for model in client:
                model.push(-10 * softmax.gradient(model.parameters, features, labels))

    def start_java(self, worker: int) -> "subprocess.Popen[bytes]":
        flags = {
            "server": self.address,
            "token-file": self.token_file(worker),
            "data": f"{self.csv}:scale=none",
            "model": "softmax",
        }
        arguments = [f"--{name}={value}" for name, value in flags.items()]
        return java("bft.worker.WorkerMain", *arguments, log=self.directory / f"java-{worker}")

    def start_python(self) -> "subprocess.Popen[bytes]":
        arguments = (self.address, str(self.token_file(PYTHON)), str(self.csv))
        worker = python("softmax.py", *arguments, log=self.directory / "python")
        self.ended_with_test(worker)
        return worker

    def printed(self) -> List[str]:
        return (self.directory / "python").read_text().splitlines()

    def assert_learned(self, worker: "subprocess.Popen[bytes]") -> None:
        code = worker.wait(PATIENCE)
        told = logs(self.directory, ["server.log", "python", *(f"java-{s}" for s in JAVA)])
        self.assertEqual(0, code, told)
        features, labels = softmax.read(self.csv)
        self.assertGreater(softmax.accuracy(self.final_model(), features, labels), LEARNED, told)
        for worker in JAVA:
            self.assertIn("the job finished", (self.directory / f"java-{worker}").read_text())

    def test_in_rounds_and_a_python_worker_that_is_killed_comes_back(self) -> None:
        self.start_job(rule="median", rounds=60, quorum=WORKERS)
        first = self.start_python()
        self.await_true(lambda: len(self.printed()) > 20, "the Python worker has voted")
        first.kill()
        first.wait()
        voted = sum("accepted, weight" in line for line in self.printed())
        second = self.start_python()
        self.assert_learned(second)
        joined = [line.split()[-1] for line in self.printed() if line.startswith("joined")]
        self.assertEqual("0", joined[0])
        self.assertGreaterEqual(int(joined[1]), voted)
        self.assertRegex(self.printed()[-1], "^[1-9][0-9]* accepted")

    def test_one_by_one_in_mode_async(self) -> None:
        self.start_job(mode="async", rule="median", rounds=150)
        worker = self.start_python()
        self.assert_learned(worker)
        self.assertRegex(self.printed()[-1], "^[1-9][0-9]* accepted")


del ServerCase
