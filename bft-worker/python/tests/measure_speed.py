"""Compares this client's bytes per second with the Java client's, for models of d parameters.

usage: BFT_CLASS_PATH=... python3 measure_speed.py [D [TURNS]]

Both push to one server in turns, each alone: a version is one pull, one push and a step of the
server. The rule is the mean, the codec float32. Prints each turn and the ratio of the medians.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import Any, List

import numpy as np

import bft
from support import ServerCase, class_path, java_command

WARM_UP = 20
VERSIONS = 100


class Measurement(ServerCase):
    dimension = 1_000_000
    turns = 5

    def runTest(self) -> None:
        self.start_server(
            2, 0, self.dimension, mode="async", filter="none", rounds=10**9, schedule=1e-9
        )
        own: List[float] = []
        other: List[float] = []
        for turn in range(self.turns):
            own.append(self.python_rate())
            other.append(self.java_rate())
            print(f"turn {turn}: Python {own[-1]:.0f} MB/s, Java {other[-1]:.0f} MB/s", flush=True)
        ratio = statistics.median(own) / statistics.median(other)
        print(f"d={self.dimension}: Python has {ratio:.2f} of Java's bytes per second")

    def rate(self, versions: int, seconds: float) -> float:
        """Megabytes per second, there and back."""
        return 8e-6 * self.dimension * versions / seconds

    def python_rate(self) -> float:
        gradient = np.full(self.dimension, 1e-3, np.float32)
        with bft.connect(self.address, self.token(1)) as client:
            for version, _ in enumerate(client):
                if version == WARM_UP:
                    start = time.monotonic()
                if version == WARM_UP + VERSIONS:
                    return self.rate(VERSIONS, time.monotonic() - start)
                client.push(gradient)
        raise AssertionError("the job has ended")

    def java_rate(self) -> float:
        with bft.Client(self.address, self.token(0)) as client:
            warm = client.status().version + WARM_UP
        command: List[Any] = [java_command(), "-cp", class_path(), "bft.experiments.Main"]
        command += ["bench", "clients", "--port", self.port, "--tokens", self.directory / "tokens"]
        command += ["--first=0", "--count=1", "--pushing=1", "--codec=float32", "--seed=1"]
        command += [f"--dimension={self.dimension}", f"--warm-up={warm}", f"--rounds={VERSIONS}"]
        process = subprocess.Popen(
            list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.ended_with_test(process)
        assert process.stdout is not None
        with process.stdout as out:
            (first, start), (last, end) = (map(int, out.readline().split()) for _ in range(2))
        process.kill()
        return self.rate(last - first, (end - start) / 1e9)


if __name__ == "__main__":
    sizes = list(map(int, sys.argv[1:]))
    Measurement.dimension, Measurement.turns = (sizes + [1_000_000, 5][len(sizes):])[:2]
    Measurement().debug()
