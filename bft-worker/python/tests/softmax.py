"""Softmax regression in numpy, on the layout of the Java worker's model ``softmax``.

As a script, a worker that trains it or attacks: softmax.py HOST:PORT TOKEN_FILE CSV [FACTOR]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Tuple

import numpy as np

import bft

CLASSES = 3
FEATURES = 8
DIMENSION = FEATURES * CLASSES + CLASSES

Array = "np.ndarray[Any, Any]"


def blobs(file: Path, rows: int, seed: int) -> None:
    """Writes a CSV of three clouds, the label last."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, CLASSES, rows)
    centres = 2.0 * np.eye(CLASSES, FEATURES)
    features = centres[labels] + rng.normal(0, 0.5, (rows, FEATURES))
    np.savetxt(file, np.column_stack((features, labels)), delimiter=",", fmt=["%.6f"] * 8 + ["%d"])


def read(file: Path) -> Tuple[Any, Any]:
    """Features and labels."""
    table = np.loadtxt(file, delimiter=",")
    return table[:, :FEATURES], table[:, FEATURES].astype(int)


def probabilities(parameters: Any, features: Any) -> Any:
    """Of each class, by row."""
    weights = parameters[: FEATURES * CLASSES].reshape(FEATURES, CLASSES)
    scores = features @ weights + parameters[FEATURES * CLASSES:]
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def gradient(parameters: Any, features: Any, labels: Any) -> Any:
    """Of the mean cross-entropy."""
    delta = probabilities(parameters, features)
    delta[np.arange(len(labels)), labels] -= 1
    delta /= len(labels)
    return np.concatenate(((features.T @ delta).reshape(-1), delta.sum(axis=0)))


def accuracy(parameters: Any, features: Any, labels: Any) -> float:
    """Share of rows whose class is predicted."""
    return float(np.mean(probabilities(parameters, features).argmax(axis=1) == labels))


def main(server: str, token_file: str, csv: str, factor: str = "1") -> None:
    """Sends its gradients times the factor: a negative one is an attack."""
    features, labels = read(Path(csv))
    with bft.connect(server, token_file=token_file) as client:
        rng = np.random.default_rng(client.contract.seed + (client.contract.worker or 0))
        print("joined after push", client.contract.last_sequence, flush=True)
        for model in client:
            rows = rng.integers(0, len(labels), 32)
            own = gradient(model.parameters, features[rows], labels[rows])
            verdict = model.push(float(factor) * own)
            print(model.version, verdict, flush=True)
        print(client.report, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
