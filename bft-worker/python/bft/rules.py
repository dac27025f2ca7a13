"""The rules alone, for programs that aggregate by themselves: one process of Java, many calls."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Dict, List, Optional, Sequence, Tuple, Type

import numpy as np
import numpy.typing as npt

from bft.codec import Vector
from bft.errors import BftError


@dataclass(frozen=True)
class Aggregation:
    """What a rule made of n rows.

    ``weights`` are those of the rows in the output. ``left_out`` and ``changed`` tell by row why it
    was left out, or how it was changed.
    """

    output: Vector
    weights: List[float]
    left_out: Dict[int, str]
    changed: Dict[int, str]


class Rules:
    """The rules of ``bft rules``, for one thread at a time. As a context it ends its process.

    >>> with Rules(["experiments/bft"]) as rules:          # doctest: +SKIP
    ...     step = rules.aggregate("krum", 2, gradients).output
    """

    def __init__(self, command: Sequence[str] = ("bft",)) -> None:
        self._command = [*command, "aggregate", "--pipe"]
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def aggregate(self, rule: str, f: int, rows: npt.ArrayLike, seed: int = 0) -> Aggregation:
        """Applies a rule to n rows of d values, of which f may be Byzantine.

        Calls in a row with the same rule, f, n and d are rounds of one job: a rule that goes on
        from the last aggregate, or sums what each row's worker sent, finds it. Raises
        :class:`ValueError` with the rule's words if it cannot be applied.
        """
        matrix = np.ascontiguousarray(rows, dtype="<f4")
        if matrix.ndim != 2 or matrix.size == 0:
            raise ValueError(f"rows need the shape (n, d), n and d at least 1, got {matrix.shape}")
        n, d = matrix.shape
        request = {"rule": rule, "f": f, "n": n, "d": d, "seed": seed}
        head, output = self._exchange(json.dumps(request).encode() + b"\n", matrix)
        if "error" in head:
            raise ValueError(head["error"])
        return Aggregation(
            output,
            head["weights"],
            dict(zip(head["left_out"], head["reasons"])),
            {int(row): how for row, how in head["changed"].items()},
        )

    def _exchange(self, line: bytes, rows: "npt.NDArray[Any]") -> Tuple[Dict[str, Any], Vector]:
        requests, answers = self._streams()
        try:
            requests.write(line)
            requests.write(rows.data.cast("B"))
            requests.flush()
        except BrokenPipeError:
            pass  # It may have said why, as it does when the rows are too many.
        except ValueError:
            raise self._ended() from None
        answer = answers.readline()
        if not answer.endswith(b"\n"):
            raise self._ended()
        head = json.loads(answer)
        size = 4 * int(head.get("d", 0))
        values = answers.read(size)
        if len(values) < size:
            raise self._ended()
        return head, np.frombuffer(values, "<f4")

    def _streams(self) -> Tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdin is not None and self._process.stdout is not None
        return self._process.stdin, self._process.stdout

    def _ended(self) -> BftError:
        self.close()
        command = " ".join(self._command)
        return BftError(f"{command} has ended with exit code {self._process.returncode}")

    def close(self) -> None:
        """Ends the process."""
        requests, answers = self._streams()
        try:
            requests.close()
        except BrokenPipeError:
            pass
        answers.close()
        self._process.wait()

    def __enter__(self) -> "Rules":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()
