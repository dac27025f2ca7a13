"""The rules over a pipe, and the strategy for Flower against a stand-in of Flower's interface."""

from __future__ import annotations

import importlib.util
import sys
import types
import unittest
from typing import Any, List
from unittest import mock

import numpy as np

from bft.errors import BftError
from bft.rules import Rules
from support import HERE, class_path, java_command

EXAMPLE = HERE.parent / "examples" / "flower_strategy.py"


def command() -> List[str]:
    return [java_command(), "-cp", class_path(), "bft.experiments.Main"]


class RulesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.rules = Rules(command())
        self.addCleanup(self.rules.close)

    def test_one_process_answers_many_calls(self) -> None:
        mean = self.rules.aggregate("mean", 0, [[1, 2], [3, 6]])
        np.testing.assert_array_equal([2, 4], mean.output)
        self.assertEqual([0.5, 0.5], mean.weights)
        rows = np.random.default_rng(1).normal(size=(5, 300_001)).astype(np.float32)
        median = self.rules.aggregate("median", 2, rows)
        np.testing.assert_array_equal(np.median(rows, axis=0), median.output)

    def test_says_who_was_left_out_and_why(self) -> None:
        rows = np.array([[1.0], [np.nan], [3.0]])
        answer = self.rules.aggregate("median", 1, rows)
        np.testing.assert_array_equal([2], answer.output)
        self.assertEqual([1], list(answer.left_out))
        self.assertIn("non-finite", answer.left_out[1])

    def test_a_call_that_fails_costs_itself_only(self) -> None:
        with self.assertRaisesRegex(ValueError, "got n=2, f=1"):
            self.rules.aggregate("krum", 1, [[1], [2]])
        with self.assertRaisesRegex(ValueError, "shape"):
            self.rules.aggregate("mean", 0, [1, 2])
        np.testing.assert_array_equal([1], self.rules.aggregate("mean", 0, [[1]]).output)

    def test_says_what_the_process_said_before_it_ended(self) -> None:
        rules = Rules([sys.executable, "-c", """print('{"error": "too much"}')"""])
        self.addCleanup(rules.close)
        with self.assertRaisesRegex(ValueError, "too much"):
            rules.aggregate("mean", 0, np.zeros((2, 1_000_000)))
        with self.assertRaisesRegex(BftError, "exit code 0"):
            rules.aggregate("mean", 0, [[1]])

    def test_says_that_the_process_has_ended(self) -> None:
        self.rules._process.kill()
        self.rules._process.wait()
        with self.assertRaisesRegex(BftError, "exit code -9"):
            self.rules.aggregate("mean", 0, np.zeros((2, 100_000)))
        with self.assertRaisesRegex(BftError, "exit code -9"):
            self.rules.aggregate("mean", 0, [[1]])


class FedAvg:
    """What the strategy needs of Flower's."""

    def __init__(self, **options: Any) -> None:
        self.options = options

    def configure_fit(self, server_round: int, parameters: Any, client_manager: Any) -> Any:
        return [(client_manager, parameters)]


def flower() -> "dict[str, types.ModuleType]":
    """Modules with the names of Flower's; parameters are lists of arrays in a box."""
    common, strategy = types.ModuleType("flwr.common"), types.ModuleType("flwr.server.strategy")
    setattr(common, "ndarrays_to_parameters", lambda arrays: types.SimpleNamespace(tensors=arrays))
    setattr(common, "parameters_to_ndarrays", lambda parameters: parameters.tensors)
    setattr(strategy, "FedAvg", FedAvg)
    parents = {name: types.ModuleType(name) for name in ("flwr", "flwr.server")}
    return {**parents, "flwr.common": common, "flwr.server.strategy": strategy}


def sent(name: int, tensors: List[Any]) -> Any:
    parameters = types.SimpleNamespace(tensors=tensors)
    return types.SimpleNamespace(cid=str(name)), types.SimpleNamespace(parameters=parameters)


class FlowerTest(unittest.TestCase):
    def setUp(self) -> None:
        start = command()
        if importlib.util.find_spec("flwr") is None:
            patch = mock.patch.dict(sys.modules, flower())
            patch.start()
            self.addCleanup(patch.stop)
        specification = importlib.util.spec_from_file_location("flower_strategy", EXAMPLE)
        assert specification is not None and specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        self.strategy = module.RobustStrategy("krum", 1, start, fraction_fit=0.5)
        self.addCleanup(self.strategy._rules.close)

    @unittest.skipUnless(importlib.util.find_spec("flwr") is None, "Flower itself is there")
    def test_takes_an_honest_update_and_passes_options_on(self) -> None:
        begun = [np.ones((2, 3), np.float32), np.zeros(4, np.float32)]
        configured = self.strategy.configure_fit(1, types.SimpleNamespace(tensors=begun), "m")
        self.assertEqual("m", configured[0][0])
        self.assertEqual({"fraction_fit": 0.5}, self.strategy.options)
        honest = [
            sent(name, [begun[0] + 0.5 + 0.01 * name, begun[1] - 1]) for name in (4, 1, 3, 0)
        ]
        hostile = sent(2, [1e6 * np.ones((2, 3), np.float32), begun[1]])
        misshapen = sent(5, [np.ones(3, np.float32)])
        parameters, metrics = self.strategy.aggregate_fit(1, [hostile, misshapen, *honest], [])
        np.testing.assert_allclose(begun[0] + 0.52, parameters.tensors[0], atol=0.03)
        np.testing.assert_array_equal(begun[1] - 1, parameters.tensors[1])
        self.assertIn("left out: 2", metrics)
        self.assertEqual((None, {}), self.strategy.aggregate_fit(2, [], []))

    @unittest.skipUnless(importlib.util.find_spec("flwr") is None, "Flower itself is there")
    def test_clients_that_send_no_model_cannot_end_the_server(self) -> None:
        begun = [np.zeros(2, np.float32)]
        self.strategy.configure_fit(1, types.SimpleNamespace(tensors=begun), "m")
        honest = [sent(name, [np.full(2, 1 + 0.01 * name, np.float32)]) for name in range(5)]
        words = sent(5, [np.array(["a", "b"])])
        nothing = sent(6, [None])
        parameters, _ = self.strategy.aggregate_fit(1, [words, *honest, nothing], [])
        np.testing.assert_allclose(1.02, parameters.tensors[0], atol=0.03)
        parameters, metrics = self.strategy.aggregate_fit(1, [words, *honest[:2]], [])
        self.assertIsNone(parameters)
        self.assertIn("got n=2, f=1", metrics["not aggregated"])
        with self.assertRaisesRegex(ValueError, "got n=2, f=1"):
            self.strategy.aggregate_fit(1, honest[:2], [])


if __name__ == "__main__":
    unittest.main()
