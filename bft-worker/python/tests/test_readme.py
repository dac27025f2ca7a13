"""The README says what works: each of its pieces of Python runs against a server."""

from __future__ import annotations

import importlib
import importlib.util
import re
import unittest
from pathlib import Path
from typing import Any, List

import numpy

import bft
from support import HERE, ServerCase, class_path, java_command

README = HERE.parent / "README.md"
ROOT_README = HERE.parents[2] / "README.md"

# What runs the commands of the README, in their order.
COMMANDS = [
    ["tests/test_package.py", "tests/support.py"],
    ["tests/test_language_model.py", "tests/support.py", "examples/language_model.py"],
]


def pieces(readme: Path = README, language: str = "python") -> List[str]:
    return re.findall(rf"```{language}\n(.*?)```", readme.read_text(), re.DOTALL)


class ReadmeTest(ServerCase):
    def run_piece(self, piece: str, dimension: int, **names: Any) -> None:
        self.start_server(1, 0, dimension, rounds=2, schedule=0.5)
        for example, real in (
            ("127.0.0.1:7070", self.address),
            ('token="..."', f'token="{self.token(0)}"'),
            ("tokens/worker-0", str(self.token_file(0))),
        ):
            piece = piece.replace(example, real)
        exec(compile(piece, str(README), "exec"), {"bft": bft, "numpy": numpy, **names})

    def test_the_loop(self) -> None:
        self.run_piece(pieces()[0], 3, gradient=lambda parameters: parameters + 1)
        numpy.testing.assert_array_equal([-0.75] * 3, self.final_model())

    def test_the_loop_of_the_whole_project(self) -> None:
        loop = pieces(ROOT_README)[1]
        self.run_piece(loop, 3, gradient=lambda parameters: parameters + 1)
        numpy.testing.assert_array_equal([-0.75] * 3, self.final_model())

    def test_the_liar_of_the_whole_project(self) -> None:
        liar = pieces(ROOT_README)[0]
        self.run_piece(liar.replace("tokens/worker-3", "tokens/worker-0"), 3)
        self.assertGreater(numpy.abs(self.final_model()).max(), 1)

    def test_the_options_of_commands_are_those_that_tests_give(self) -> None:
        for piece, files in zip(pieces(language="sh"), COMMANDS):
            given = "".join((HERE.parent / file).read_text() for file in files)
            for option in re.findall(r"--([a-z][a-z-]*)", piece):
                names = (f"--{option}", f'"{option}"', f'{option.replace("-", "_")}=')
                self.assertTrue(any(name in given for name in names), f"--{option}")
        self.assertEqual(len(COMMANDS), len(pieces(language="sh")))

    def test_step_by_step(self) -> None:
        self.run_piece(pieces()[1], 3)

    @unittest.skipIf(importlib.util.find_spec("torch") is None, "torch is not there")
    def test_torch(self) -> None:
        torch = importlib.import_module("torch")
        importlib.import_module("bft.torch")
        module = torch.nn.Linear(2, 1)
        data = {"inputs": torch.ones(4, 2), "labels": torch.ones(4, 1)}
        self.run_piece(pieces()[2], 3, module=module, loss=torch.nn.functional.mse_loss, **data)
        # Up by 2 times the rate from 0, then down by 4 times: the outputs were 0, then 3.
        numpy.testing.assert_array_equal([-1] * 3, self.final_model())

    def test_the_rules(self) -> None:
        command = f"{[java_command(), '-cp', class_path(), 'bft.experiments.Main']}"
        piece = pieces()[3].replace('["experiments/bft"]', command)
        gradients = numpy.array([[1.0], [1.1], [0.9], [1.05], [0.95], [1.0], [99.0]])
        names = {"gradients": gradients}
        exec(compile(piece, str(README), "exec"), names)
        self.assertLess(names["answer"].output[0], 2)  # type: ignore[attr-defined]
        self.assertEqual(4, len(pieces()))


del ServerCase
