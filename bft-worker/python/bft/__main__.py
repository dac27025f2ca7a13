"""``python -m bft doctor``: what is installed, whether a server answers, and what to do if not."""

from __future__ import annotations

import argparse
import importlib
import socket
import sys
from pathlib import Path
from typing import List, Optional, Tuple

Finding = Tuple[bool, str]

PYTHON = (3, 9)
NEEDED = {"numpy": (1, 20), "grpc": (1, 51)}
DEBIAN = {"numpy": "python3-numpy", "grpc": "python3-grpcio", "torch": "python3-torch"}


def doctor(server: Optional[str], token_file: Optional[Path], root: Optional[Path]) -> bool:
    """Prints a line for each thing that it looks at; true if all is well."""
    well = all([_told(finding) for finding in _installed()])
    if server is None:
        print("give HOST:PORT, and --token-file, to try a server as well")
        return well
    if not well:
        return False
    well = _told(_reached(server))
    return well and (token_file is None or _told(_joined(server, token_file, root)))


def _told(finding: Finding) -> bool:
    well, text = finding
    print("ok   " if well else "WRONG", text)
    return well


def _installed() -> List[Finding]:
    version = sys.version_info[:2]
    findings = [(version >= PYTHON, _version("python", version, PYTHON))]
    findings += [_module(name, least) for name, least in NEEDED.items()]
    try:
        torch = importlib.import_module("torch")
        findings.append((True, f"torch {torch.__version__}, for bft.torch"))
    except ImportError:
        findings.append((True, f"no torch: bft.torch needs it (Debian: {DEBIAN['torch']})"))
    return findings


def _module(name: str, least: Tuple[int, ...]) -> Finding:
    try:
        module = importlib.import_module(name)
    except ImportError as missing:
        return False, f"no {name} ({missing}): install {DEBIAN[name]}, or with pip {name}"
    found = tuple(int(part) for part in module.__version__.split(".")[:2])
    return found >= least, _version(name, found, least)


def _version(name: str, found: Tuple[int, ...], least: Tuple[int, ...]) -> str:
    text = f"{name} {'.'.join(map(str, found))}"
    return text if found >= least else f"{text}: needs {'.'.join(map(str, least))} or newer"


def _reached(server: str) -> Finding:
    host, _, port = server.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), 5):
            return True, f"{server} takes connections"
    except ValueError:
        return False, f"'{server}' is not HOST:PORT"
    except OSError as error:
        advice = "is the server running, and does it listen on that host (--host, --port)?"
        return False, f"{server}: {error}: {advice}"


def _joined(server: str, token_file: Path, root: Optional[Path]) -> Finding:
    """Asks for the status of the job; takes no worker slot."""
    import bft

    tls = None if root is None else bft.Tls(root)
    limits = bft.Limits(give_up=0.0, idle=5.0)
    try:
        with bft.Client(server, token_file=token_file, tls=tls, limits=limits) as client:
            status = client.status()
    except bft.RefusedError as refused:
        return False, f"the server refuses this token: {refused.reason.name}: {refused.detail}"
    except bft.ServerError as error:
        advice = "give --tls-root if the server speaks TLS, and leave it out if it does not"
        return False, f"{server} does not answer as a parameter server: {error}: {advice}"
    except (OSError, ValueError) as error:
        return False, f"{token_file}: {error}"
    return True, (
        f"job {status.job}: {status.state.name.lower()}, version {status.version} of"
        f" {status.final_version}, {status.connected} of {status.workers} workers"
    )


def main(arguments: Optional[List[str]] = None) -> int:
    """The command line; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bft")
    commands = parser.add_subparsers(dest="command", required=True)
    checks = commands.add_parser("doctor", help="checks versions, and a server if one is given")
    checks.add_argument("server", nargs="?", metavar="HOST:PORT")
    checks.add_argument("--token-file", type=Path, metavar="FILE")
    checks.add_argument("--tls-root", type=Path, metavar="FILE", help="PEM of who signed it")
    given = parser.parse_args(arguments)
    return 0 if doctor(given.server, given.token_file, given.tls_root) else 1


if __name__ == "__main__":
    sys.exit(main())
