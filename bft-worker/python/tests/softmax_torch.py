"""A worker that trains the model of ``softmax.py`` with PyTorch.

usage: softmax_torch.py HOST:PORT TOKEN_FILE CSV
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

import bft
import softmax
from bft.torch import Replica


def main(server: str, token_file: str, csv: str) -> None:
    torch.set_num_threads(1)
    features, labels = (torch.from_numpy(part) for part in softmax.read(Path(csv)))
    module = torch.nn.Linear(softmax.FEATURES, softmax.CLASSES)
    with bft.connect(server, token_file=token_file) as client:
        replica = Replica(module, client, inputs_first=True, match_names=False)
        print("joined after push", client.contract.last_sequence, flush=True)
        for version in replica:
            rows = torch.randint(0, len(labels), (32,))
            loss = torch.nn.functional.cross_entropy(module(features[rows].float()), labels[rows])
            loss.backward()
            print(version, replica.push_gradient(), flush=True)
        print(client.report, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
