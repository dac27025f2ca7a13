"""The package as a user gets it: installed without a network, typed, and with a doctor."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Dict, Optional

from support import HERE, ServerCase

PACKAGE = HERE.parent


def module_missing(name: str) -> bool:
    return importlib.util.find_spec(name) is None


class PackageTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.directory = Path(temporary.name)

    def run_python(
        self, *arguments: str, python: str = sys.executable, path: Optional[str] = None
    ) -> str:
        environment: Dict[str, str] = dict(os.environ, MYPY_CACHE_DIR=str(self.directory / "mypy"))
        environment.pop("PYTHONPATH", None)
        if path is not None:
            environment["PYTHONPATH"] = path
        done = subprocess.run(
            [python, *arguments],
            cwd=self.directory,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.assertEqual(0, done.returncode, done.stdout)
        return done.stdout

    @unittest.skipIf(
        any(map(module_missing, ("pip", "setuptools", "wheel", "venv"))),
        "pip, setuptools or wheel is not there (Debian: python3-pip)",
    )
    def test_pip_installs_it_without_a_network(self) -> None:
        source = self.directory / "source"
        shutil.copytree(PACKAGE, source, ignore=shutil.ignore_patterns("build", "*.egg-info"))
        self.run_python("-m", "venv", "--without-pip", "--system-site-packages", "venv")
        python = str(self.directory / "venv" / "bin" / "python")
        pip = ("-m", "pip", "install", "--no-index", "--no-build-isolation")
        self.run_python(*pip, str(source), python=python)
        told = self.run_python("-m", "bft", "doctor", python=python)
        self.assertIn("ok    grpc", told)
        place = "import bft, os; print(os.listdir(os.path.dirname(bft.__file__)))"
        installed = self.run_python("-c", place, python=python)
        self.assertIn("'py.typed'", installed)
        self.assertIn("'torch.py'", installed)

    @unittest.skipIf(module_missing("mypy"), "mypy is not there (Debian: python3-mypy)")
    def test_types_are_strict(self) -> None:
        config = ("--config-file", str(PACKAGE / "pyproject.toml"))
        self.run_python("-m", "mypy", *config, "-p", "bft", path=str(PACKAGE))

    @unittest.skipIf(module_missing("flake8"), "flake8 is not there (Debian: python3-flake8)")
    def test_the_linter_has_nothing_to_say(self) -> None:
        config = ("--config", str(PACKAGE / "setup.cfg"))
        self.run_python("-m", "flake8", *config, str(PACKAGE))


class DoctorTest(ServerCase):
    def doctor(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "bft", "doctor", *arguments]
        environment = dict(os.environ, PYTHONPATH=str(PACKAGE))
        return subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment)

    def test_it_says_what_is_wrong_and_what_to_do(self) -> None:
        self.start_server(2, 0, 3, rounds=7, job="mine")
        healthy = self.doctor(self.address, "--token-file", str(self.token_file(1)))
        self.assertEqual(0, healthy.returncode, healthy.stdout)
        self.assertIn("job mine: waiting, version 0 of 7, 0 of 2 workers", healthy.stdout)
        stranger = self.directory / "stranger"
        stranger.write_text("nobody")
        refused = self.doctor(self.address, "--token-file", str(stranger))
        self.assertEqual(1, refused.returncode)
        self.assertIn("WRONG the server refuses this token: UNKNOWN_WORKER", refused.stdout)
        self.server.kill()
        self.server.wait()
        gone = self.doctor(self.address)
        self.assertEqual(1, gone.returncode)
        self.assertIn("is the server running", gone.stdout)


del ServerCase
