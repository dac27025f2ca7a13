"""A language model trained over TLS by real processes, with and without attackers.

By default a small model and few versions. With BFT_LANGUAGE_MODEL=DIR the whole experiment: a
million parameters, 8 workers, two of them hostile, the mean and a robust rule; its curves and its
bytes are written to DIR.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path
from typing import List, Tuple

import numpy as np

import bft
from bft.codecs import named
from support import HERE, PATIENCE, TlsCase, logs, python

EXAMPLE = HERE.parent / "examples" / "language_model.py"
WHOLE = os.environ.get("BFT_LANGUAGE_MODEL")
CODEC = "sparse-loco"
ROBUST = "nnm,trimmed-mean"
HOSTILE = 30.0
PER_VERSION = 120.0


@unittest.skipIf(importlib.util.find_spec("torch") is None, "torch is not there: python3-torch")
@unittest.skipUnless(shutil.which("openssl"), "openssl makes the certificates")
class LanguageModelTest(TlsCase):
    size, versions, steps = ("million", 20, 10) if WHOLE else ("small", 6, 10)

    def train(self, rule: str, hostile: int) -> List[float]:
        """The loss on held-out text before each version and after the last."""
        super().setUp()  # a directory, certificates and tokens of its own
        initial = self.directory / "initial.npy"
        options = self.printed("prepare", str(initial), "--size", self.size)
        told = dict(re.findall(r"--(\w+)=(\S+)", options))
        self.start_server(
            8, 2, int(told.pop("dimension")), rule=rule, rounds=self.versions, schedule=0.7,
            optimiser="nesterov:beta=0.9", round_timeout="600s", drain_timeout="300s",
            codecs=CODEC,
            tls_certificate=self.directory / "server.pem",
            tls_key=self.directory / "server.key", **told,
        )
        workers = [self.start_worker(i, hostile if i >= 6 else 0) for i in range(8)]
        names = [f"worker-{i}.log" for i in range(8)]
        for process in workers:
            code = process.wait(PATIENCE + self.versions * PER_VERSION)
            self.assertEqual(0, code, logs(self.directory, names))
        self.final_model()
        told_losses = (self.directory / names[0]).read_text()
        return [float(value) for value in re.findall(r"loss (\S+)", told_losses)]

    def printed(self, *arguments: str) -> str:
        environment = dict(os.environ, PYTHONPATH=str(Path(bft.__file__).parent.parent))
        command = [sys.executable, str(EXAMPLE), *arguments]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
        return done.stdout.decode()

    def start_worker(self, worker: int, hostile: float) -> "subprocess.Popen[bytes]":
        token = self.directory / f"token-{worker}"
        token.write_text(self.enrolled(f"worker-{worker}"))
        token.chmod(0o600)
        log = self.directory / f"worker-{worker}.log"
        process = python(
            str(EXAMPLE), "work", self.address, str(token), f"--steps={self.steps}",
            f"--codec={CODEC}", f"--hostile={hostile}", f"--size={self.size}", log=log,
        )
        self.ended_with_test(process)
        return process

    @unittest.skipIf(WHOLE, "the whole experiment runs instead")
    def test_learns_under_attack(self) -> None:
        losses = self.train(ROBUST, HOSTILE)
        self.assertEqual(self.versions + 1, len(losses))
        self.assertLess(losses[-1], losses[0] - 0.5)

    @unittest.skipUnless(WHOLE, "BFT_LANGUAGE_MODEL is not set")
    def test_the_whole_experiment(self) -> None:
        curves: List[Tuple[str, str, List[float]]] = []
        for rule in ("mean", ROBUST):
            for hostile in (0.0, HOSTILE):
                curve = self.train(rule, hostile)
                curves.append((rule, "two hostile" if hostile else "none hostile", curve))
                self.write(curves)
        ends = {(rule, attack): curve[-1] for rule, attack, curve in curves}
        self.assertLess(ends[ROBUST, "two hostile"], ends["mean", "none hostile"] + 0.3)
        self.assertFalse(ends["mean", "two hostile"] < ends[ROBUST, "two hostile"] + 1)

    def write(self, curves: "List[Tuple[str, str, List[float]]]") -> None:
        directory = Path(str(WHOLE))
        lines = ["version," + ",".join(f"{rule} {attack}" for rule, attack, _ in curves)]
        for version, losses in enumerate(zip(*(curve for _, _, curve in curves))):
            lines.append(f"{version}," + ",".join(map(str, losses)))
        (directory / "losses.csv").write_text("\n".join(lines).replace(ROBUST, "robust") + "\n")
        values = np.random.default_rng(1).normal(size=1 << 16).astype(np.float32)
        share = len(named(CODEC).encoder(values, 1)(0, values.size)) / values.nbytes
        (directory / "bytes.txt").write_text(f"{CODEC}: {share:.4f} of float32's bytes a push\n")


del TlsCase
