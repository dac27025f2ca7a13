"""Trains a character-level transformer with other workers of a job, by local steps of AdamW.

usage: language_model.py prepare INITIAL.npy [--size SIZE]
       language_model.py work HOST:PORT TOKEN_FILE [--steps H] [--codec CODEC] [--hostile SCALE]
                         [--size SIZE] [--text FILE ...]

prepare writes the model that the job begins with, and prints the server's options. work takes part
until the job has finished: each version is the start of H steps on this worker's part of the text,
and what they change is sent. Worker 0 also prints the loss on held-out text, in nats a character.
--hostile sends SCALE times the reverse of what the steps have changed.

The text is what Debian ships, the licences in /usr/share/common-licenses, unless files are given.
The last tenth is held out, the rest is cut into one part a worker.
"""

import argparse
from pathlib import Path
from typing import List, Tuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

import bft
from bft.torch import Replica, initial_of, layout_of

LICENCES = Path("/usr/share/common-licenses")
SYMBOLS = "\n" + "".join(map(chr, range(32, 127)))
WINDOW = 64
BATCH = 16
HELD_OUT_BATCHES = 8
RATE = 1e-3
# Width, layers: about a million parameters, and a small one to try.
SIZES = {"million": (144, 4), "small": (32, 1)}


class Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.before = nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, 4, batch_first=True)
        self.between = nn.LayerNorm(width)
        self.inner = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        seen = self.before(x)
        x = x + self.attention(seen, seen, seen, attn_mask=mask, need_weights=False)[0]
        return x + self.inner(self.between(x))


class Transformer(nn.Module):
    def __init__(self, size: str) -> None:
        super().__init__()
        torch.manual_seed(1)
        width, layers = SIZES[size]
        self.symbols = nn.Embedding(len(SYMBOLS), width)
        self.places = nn.Embedding(WINDOW, width)
        self.blocks = nn.ModuleList([Block(width) for _ in range(layers)])
        self.after = nn.LayerNorm(width)
        self.scores = nn.Linear(width, len(SYMBOLS))
        mask = torch.full((WINDOW, WINDOW), float("-inf")).triu(1)
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        x = self.symbols(windows) + self.places.weight
        for block in self.blocks:
            x = block(x, self.mask)
        return self.scores(self.after(x))


def loss(model: nn.Module, windows: torch.Tensor) -> torch.Tensor:
    """Of each window's next symbols, in nats a symbol."""
    scores = model(windows[:, :-1])
    return functional.cross_entropy(scores.flatten(0, 1), windows[:, 1:].flatten())


def read(files: List[Path]) -> torch.Tensor:
    """The text as indices of symbols; what is not among them is left out."""
    chosen = files or sorted(p for p in LICENCES.iterdir() if p.is_file() and not p.is_symlink())
    text = "".join(path.read_text(encoding="utf-8", errors="ignore") for path in chosen)
    index = {symbol: at for at, symbol in enumerate(SYMBOLS)}
    return torch.tensor([index[symbol] for symbol in text if symbol in index])


def parts(text: torch.Tensor, workers: int, worker: int) -> Tuple[torch.Tensor, torch.Tensor]:
    """This worker's part, and the part that nobody trains on."""
    border = len(text) * 9 // 10
    length = border // workers
    if length <= WINDOW or len(text) - border <= WINDOW:
        raise SystemExit(f"the text has {len(text)} symbols, too few for {workers} workers")
    return text[worker * length:(worker + 1) * length], text[border:]


def windows(part: torch.Tensor, count: int, draw: torch.Generator) -> torch.Tensor:
    starts = torch.randint(len(part) - WINDOW, (count,), generator=draw)
    return torch.stack([part[start:start + WINDOW + 1] for start in starts])


def prepare(given: argparse.Namespace) -> None:
    model = Transformer(given.size)
    np.save(given.initial, initial_of(model))
    print(f"--initial={given.initial} --layout={layout_of(model)}")


def reverse(model: nn.Module, start: List[torch.Tensor], scale: float) -> None:
    """As if the steps had gone the other way, and further."""
    with torch.no_grad():
        for parameter, before in zip(model.parameters(), start):
            parameter.copy_(before + scale * (before - parameter))


def work(given: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    model = Transformer(given.size)
    with bft.connect(given.server, token_file=given.token_file, codec=given.codec) as client:
        replica = Replica(model, client)
        contract = client.contract
        worker = contract.worker or 0
        part, held_out = parts(read(given.text), contract.workers, worker)
        optimiser = torch.optim.AdamW(model.parameters(), lr=RATE)
        check = windows(held_out, HELD_OUT_BATCHES * BATCH, torch.Generator().manual_seed(0))
        for version in replica:
            report(model, worker, version, check)
            start = [parameter.detach().clone() for parameter in model.parameters()]
            draw = torch.Generator().manual_seed(1_000_003 * version + worker)
            for _ in range(given.steps):
                optimiser.zero_grad()
                loss(model, windows(part, BATCH, draw)).backward()
                optimiser.step()
            if given.hostile:
                reverse(model, start, given.hostile)
            replica.push_update()
        report(model, worker, contract.final_version, check)
        print(client.report)


def report(model: nn.Module, worker: int, version: int, check: torch.Tensor) -> None:
    if worker == 0:
        with torch.no_grad():
            print(f"version {version} loss {loss(model, check):.4f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n\n")[0])
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("prepare")
    command.add_argument("initial", type=Path)
    command.set_defaults(run=prepare)
    command.add_argument("--size", choices=SIZES, default="million")
    command = commands.add_parser("work")
    command.add_argument("server")
    command.add_argument("token_file")
    command.add_argument("--steps", type=int, default=20)
    command.add_argument("--codec", default="float32")
    command.add_argument("--hostile", type=float, default=0.0)
    command.add_argument("--size", choices=SIZES, default="million")
    command.add_argument("--text", type=Path, nargs="*", default=[])
    command.set_defaults(run=work)
    given = parser.parse_args()
    given.run(given)


if __name__ == "__main__":
    main()
