"""Trains a small network on MNIST, beside other workers of the job, whatever they are.

usage: mnist_torch.py --prepare INITIAL.npy
       mnist_torch.py HOST:PORT TOKEN_FILE [--data DIR] [--local-steps H]

DIR holds MNIST in IDX files, with gzip or without; without it the images are drawn at random
around ten patterns. --prepare writes the model that the job is to begin with, and prints the
options of the server. The network is this project's mlp:100 to the order of its parameters, so
Java workers can take part. With --local-steps each pull is followed by H steps of AdamW, and what
they change is sent; the server's --schedule is then 1.
"""

import argparse
import gzip
from pathlib import Path
from typing import Tuple

import numpy as np
import torch
from torch.nn import functional

import bft
from bft.torch import Replica, initial_of, layout_of

BATCH = 32


def network() -> torch.nn.Module:
    torch.manual_seed(1)
    return torch.nn.Sequential(
        torch.nn.Linear(784, 100), torch.nn.ReLU(), torch.nn.Linear(100, 10)
    )


def read_idx(file: Path, header: int) -> np.ndarray:
    packed = file.read_bytes()
    plain = gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed
    return np.frombuffer(plain, np.uint8, offset=header)


def mnist(directory: Path) -> Tuple[torch.Tensor, torch.Tensor]:
    (images,) = directory.glob("train-images*")
    (labels,) = directory.glob("train-labels*")
    pixels = read_idx(images, 16).reshape(-1, 784).astype(np.float32) / 255
    classes = read_idx(labels, 8).astype(np.int64)
    return torch.from_numpy((pixels - 0.1307) / 0.3081), torch.from_numpy(classes)


def patterns() -> Tuple[torch.Tensor, torch.Tensor]:
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 10, 6_000)
    images = rng.normal(0, 1, (10, 784))[labels] + rng.normal(0, 2, (6_000, 784))
    return torch.from_numpy(images.astype(np.float32)), torch.from_numpy(labels)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("server", nargs="?", metavar="HOST:PORT")
    parser.add_argument("token_file", nargs="?", metavar="TOKEN_FILE")
    parser.add_argument("--data", type=Path, metavar="DIR")
    parser.add_argument("--local-steps", type=int, default=0, metavar="H")
    parser.add_argument("--prepare", type=Path, metavar="INITIAL.npy")
    given = parser.parse_args()
    model = network()
    if given.prepare:
        np.save(given.prepare, initial_of(model, inputs_first=True))
        layout = layout_of(model, inputs_first=True, names=False)
        print(f"--initial={given.prepare} --layout={layout}")
        return
    images, labels = mnist(given.data) if given.data else patterns()
    with bft.connect(given.server, token_file=given.token_file) as client:
        torch.manual_seed(client.contract.seed + (client.contract.worker or 0))
        replica = Replica(model, client, inputs_first=True)
        batch = client.contract.task.batch or BATCH
        optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3)
        for version in replica:
            losses = []
            for _ in range(max(1, given.local_steps)):
                rows = torch.randint(len(labels), (batch,))
                model.zero_grad()
                loss = functional.cross_entropy(model(images[rows]), labels[rows])
                loss.backward()
                losses.append(float(loss))
                if given.local_steps:
                    optimiser.step()
            push = replica.push_update if given.local_steps else replica.push_gradient
            verdict = push(loss=losses[0])
            print(version, verdict)
        with torch.no_grad():
            right = (model(images).argmax(dim=1) == labels).float().mean()
        print(f"{client.report}; accuracy {right:.3f}")


if __name__ == "__main__":
    main()
