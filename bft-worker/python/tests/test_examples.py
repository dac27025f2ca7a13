"""The examples: MNIST in PyTorch beside Java workers, while two of seven attack."""

from __future__ import annotations

import importlib.util
import re
import struct
import subprocess
import sys
import threading
import unittest
from pathlib import Path
from typing import List

import numpy as np

import bft
from support import HERE, PATIENCE, ServerCase, java, logs, python

if importlib.util.find_spec("torch") is None:
    raise unittest.SkipTest("torch is not there (Debian: python3-torch)")

EXAMPLE = HERE.parent / "examples" / "mnist_torch.py"
LEARNED = 0.9
TORCH, JAVA, ATTACKERS = (0, 1), (2, 3, 4), (5, 6)


def write_idx(directory: Path, part: str, count: int, seed: int) -> None:
    """Images of ten patterns under noise, in the format of MNIST."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 10, count)
    patterns = np.random.default_rng(0).integers(0, 2, (10, 784)) * 150
    images = np.clip(patterns[labels] + rng.integers(0, 100, (count, 784)), 0, 255)
    head = struct.pack(">iiii", 0x803, count, 28, 28)
    (directory / f"{part}-images-idx3-ubyte").write_bytes(head + images.astype(np.uint8).tobytes())
    head = struct.pack(">ii", 0x801, count)
    (directory / f"{part}-labels-idx1-ubyte").write_bytes(head + labels.astype(np.uint8).tobytes())


class MnistTest(ServerCase):
    def setUp(self) -> None:
        super().setUp()
        self.data = self.directory / "mnist"
        self.data.mkdir()
        write_idx(self.data, "train", 1000, seed=1)
        write_idx(self.data, "t10k", 200, seed=2)

    def start_job(self, n: int, f: int, **options: object) -> None:
        initial = self.directory / "initial.npy"
        command = [sys.executable, str(EXAMPLE), "--prepare", str(initial)]
        environment = {"PYTHONPATH": str(Path(bft.__file__).parent.parent)}
        printed = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
        told = dict(re.findall(r"--(\w+)=(\S+)", printed.stdout.decode()))
        self.start_server(n, f, 79_510, **{**told, **options})

    def start_torch(self, worker: int, *more: str) -> "subprocess.Popen[bytes]":
        arguments = (self.address, str(self.token_file(worker)), "--data", str(self.data), *more)
        process = python(str(EXAMPLE), *arguments, log=self.directory / f"torch-{worker}")
        self.ended_with_test(process)
        return process

    def start_java(self, worker: int) -> None:
        flags = {
            "server": self.address,
            "token-file": self.token_file(worker),
            "data": f"{self.data}:scale=mnist",
            "model": "mlp:100",
        }
        arguments = [f"--{name}={value}" for name, value in flags.items()]
        log = self.directory / f"java-{worker}"
        self.ended_with_test(java("bft.worker.WorkerMain", *arguments, log=log))

    def attack(self, worker: int) -> None:
        rng = np.random.default_rng(1)
        for model in bft.connect(self.address, self.token(worker)):
            model.push(rng.normal(0, 100, 79_510))

    def accuracies(self, workers: List["subprocess.Popen[bytes]"]) -> List[float]:
        """As the workers print them at the end."""
        for worker in workers:
            worker.wait(PATIENCE)
        names = sorted(path.name for path in self.directory.glob("*-?"))
        printed = logs(self.directory, names)
        found = re.findall(r"accuracy ([0-9.]+)", printed)
        self.assertEqual(len(workers), len(found), printed)
        return [float(accuracy) for accuracy in found]

    def test_beside_java_workers_while_two_attack(self) -> None:
        self.start_job(7, 2, rule="median", rounds=60, schedule=0.1)
        for worker in ATTACKERS:
            attack = threading.Thread(target=self.attack, args=(worker,), daemon=True)
            attack.start()
            self.addCleanup(attack.join, PATIENCE)
        for worker in JAVA:
            self.start_java(worker)
        workers = [self.start_torch(worker) for worker in TORCH]
        self.assertGreater(min(self.accuracies(workers)), LEARNED)
        self.assertEqual(0, self.server_exit_code())
        for worker in JAVA:
            self.assertIn("the job finished", (self.directory / f"java-{worker}").read_text())

    def test_with_local_steps(self) -> None:
        self.start_job(1, 0, rounds=10, schedule=1)
        worker = self.start_torch(0, "--local-steps", "5")
        self.assertGreater(min(self.accuracies([worker])), LEARNED)


del ServerCase
