"""PyTorch modules as workers: layouts, gradients, local steps, mixed precision."""

from __future__ import annotations

import unittest
from typing import Any, Callable, Dict, Optional

import numpy as np

import bft
from fake_server import FakeServer, contract
from support import ServerCase

try:
    import torch
except ImportError:
    raise unittest.SkipTest("torch is not there (Debian: python3-torch)") from None

from bft.torch import Replica, initial_of, layout_of  # noqa: E402

RATE = 0.1
INPUTS = torch.tensor([[1.0, 2.0, 3.0], [0.5, -1.0, 4.0]])


def module() -> Any:
    """A layer that is frozen, one that is not, and a parameter that gets no gradient."""
    torch.manual_seed(1)
    layers = torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2))
    layers[0].requires_grad_(False)
    layers.register_parameter("unused", torch.nn.Parameter(torch.ones(2)))
    return layers


def loss(layers: Any) -> Any:
    return layers(INPUTS).pow(2).mean()


def descend(layers: Any, steps: int) -> Any:
    """The module after steps of plain descent without any server."""
    optimiser = torch.optim.SGD([p for p in layers.parameters() if p.requires_grad], lr=RATE)
    for _ in range(steps):
        optimiser.zero_grad()
        loss(layers).backward()
        optimiser.step()
    return layers


class FallingScaler:
    """The part of a GradScaler that a replica uses, without a GPU."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self.overflows = False

    def unscale_(self, optimiser: Any) -> None:
        held = [p for group in optimiser.param_groups for p in group["params"]]
        for parameter in held:
            if parameter.grad is not None:
                parameter.grad /= self.scale
                self.overflows = self.overflows or not bool(parameter.grad.isfinite().all())

    def update(self) -> None:
        self.scale /= 2.0**100 if self.overflows else 1.0
        self.overflows = False


class ReplicaTest(ServerCase):
    def train(self, push: Callable[[Any, Replica], None], **options: Any) -> Any:
        """Trains in a job of one worker; returns the module, which has the final model."""
        initial = initial_of(module())
        np.save(self.directory / "initial.npy", initial)
        flags: Dict[str, Any] = {"initial": self.directory / "initial.npy", **options}
        self.start_server(1, 0, len(initial), layout=layout_of(module()), **flags)
        layers = module()
        torch.nn.init.zeros_(layers[2].weight)
        replica = Replica(layers, self.client())
        for _ in replica:
            push(layers, replica)
        self.assert_near(initial_of(layers), self.final_model())
        return layers

    def assert_near(self, expected: Any, actual: Any) -> None:
        np.testing.assert_allclose(expected, actual, rtol=1e-5, atol=1e-6)

    def test_gradients_descend_as_without_a_server(self) -> None:
        def push(layers: Any, replica: Replica) -> None:
            error = loss(layers)
            error.backward()
            verdict = replica.push_gradient(loss=error)
            self.assertTrue(verdict is not None and verdict.accepted)

        trained = self.train(push, rounds=3, schedule=RATE)
        self.assert_near(initial_of(descend(module(), 3)), initial_of(trained))

    def test_local_steps_arrive_where_they_went(self) -> None:
        def push(layers: Any, replica: Replica) -> None:
            descend(layers, 4)
            self.assertTrue(replica.push_update().accepted)

        trained = self.train(push, rounds=2, schedule=1)
        self.assert_near(initial_of(descend(module(), 8)), initial_of(trained))

    def test_an_update_may_count_as_a_gradient(self) -> None:
        def push(layers: Any, replica: Replica) -> None:
            descend(layers, 1)
            replica.push_update(rate=RATE)

        trained = self.train(push, rounds=2, schedule=RATE)
        self.assert_near(initial_of(descend(module(), 2)), initial_of(trained))

    def test_scaled_gradients_are_unscaled_and_overflows_not_sent(self) -> None:
        scaler = FallingScaler(2.0**135)
        outcomes = []

        def push(layers: Any, replica: Replica) -> None:
            verdict: Optional[bft.Verdict] = None
            while verdict is None:
                (loss(layers) * scaler.scale).backward()
                verdict = replica.push_gradient(scaler)
                outcomes.append(verdict is not None)

        trained = self.train(push, rounds=2, schedule=RATE)
        self.assertEqual([False, True, True], outcomes)
        self.assert_near(initial_of(descend(module(), 2)), initial_of(trained))

    def test_modules_of_other_precision_are_converted(self) -> None:
        layers = module().to(torch.float64)
        server = FakeServer(Join=lambda sent, call: [contract(dimension=10)])
        self.addCleanup(server.stop)
        with bft.connect(server.address, "secret") as client:
            Replica(layers, client).load()
        self.assertEqual(torch.float64, layers[2].weight.dtype)
        self.assertEqual(0, float(layers[2].weight.detach().abs().sum()))


class LayoutTest(unittest.TestCase):
    def replica(self, *tensors: Any, dimension: int = 10, **options: Any) -> Any:
        named = [{"name": name, "shape": shape} for name, shape in tensors]
        reply = contract(dimension=dimension, tensors=named)
        server = FakeServer(Join=lambda sent, call: [reply])
        self.addCleanup(server.stop)
        client = bft.connect(server.address, "secret")
        self.addCleanup(client.close)
        layers = module()
        return Replica(layers, client, **options)

    def test_the_jobs_tensors_are_the_modules(self) -> None:
        own = ("unused", [2]), ("2.weight", [2, 3]), ("2.bias", [2])
        self.replica(*own)
        with self.assertRaisesRegex(bft.LayoutError, "module has 10 parameters, .* has 9"):
            self.replica(dimension=9)
        with self.assertRaisesRegex(bft.LayoutError, "3 tensors, the job's model has 1"):
            self.replica(("all", [10]))
        with self.assertRaisesRegex(bft.LayoutError, "tensor 1 is 2.weight, the job's is w: if"):
            self.replica(("unused", [2]), ("w", [2, 3]), ("2.bias", [2]))
        with self.assertRaisesRegex(bft.LayoutError, "is inputs_first the other way round"):
            self.replica(("unused", [2]), ("2.weight", [3, 2]), ("2.bias", [2]))
        self.replica(("", [2]), ("", [2, 3]), ("", [2]))
        self.replica(("a", [2]), ("b", [3, 2]), ("c", [2]), inputs_first=True, match_names=False)

    def test_layouts_are_written_as_the_server_reads_them(self) -> None:
        self.assertEqual("unused=2,2.weight=2x3,2.bias=2", layout_of(module()))
        other = layout_of(module(), inputs_first=True, names=False)
        self.assertEqual("2,3x2,2", other)


del ServerCase
