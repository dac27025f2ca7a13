"""How the coordinates of a gradient become bytes and floats again, in chunks."""

from __future__ import annotations

from typing import Iterable, List, Optional, Tuple

import numpy as np
import numpy.typing as npt

from bft.errors import MalformedError

Vector = npt.NDArray[np.float32]

_INFINITY = 0x7F80_0000
_ROUNDS_TO_INFINITY = 0x7F7F_8000


class Codec:
    """Turns a range of a gradient into the bytes of one chunk and back. Has no state."""

    name: str
    number: int
    width: int

    def encode(self, values: Vector) -> memoryview:
        """The bytes that stand for these values, which must stay as they are until sent."""
        raise NotImplementedError

    def decode(self, chunk: memoryview, out: Vector) -> None:
        """Writes what the chunk stands for; ``out`` has :meth:`count` values."""
        raise NotImplementedError

    def count(self, chunk: memoryview) -> int:
        """How many coordinates a chunk from anyone stands for."""
        if len(chunk) == 0 or len(chunk) % self.width != 0:
            raise MalformedError(
                f"{self.name}: data must have a positive multiple of {self.width} bytes,"
                f" got {len(chunk)}"
            )
        return len(chunk) // self.width


class Float32(Codec):
    """Every coordinate as a little-endian IEEE 754 float, to the bit."""

    name, number, width = "float32", 0, 4

    def encode(self, values: Vector) -> memoryview:
        return values.astype("<f4", copy=False).view(np.uint8).data

    def decode(self, chunk: memoryview, out: Vector) -> None:
        out[:] = np.frombuffer(chunk, "<f4")


class Bfloat16(Codec):
    """The upper half of every float, rounded to the nearest, ties to even.

    A finite value that would round to infinity becomes the largest finite one, for infinity is
    proof of a faulty sender; infinities stay, and NaN stays NaN.
    """

    name, number, width = "bfloat16", 1, 2

    def encode(self, values: Vector) -> memoryview:
        bits = values.view(np.uint32)
        upper = bits >> np.uint32(16)
        rounded = (bits + (np.uint32(0x7FFF) + (upper & np.uint32(1)))) >> np.uint32(16)
        magnitudes = bits & np.uint32(0x7FFF_FFFF)
        if magnitudes.max() >= _ROUNDS_TO_INFINITY:
            finite, nan = magnitudes < _INFINITY, magnitudes > _INFINITY
            rounded[finite & (magnitudes >= _ROUNDS_TO_INFINITY)] -= np.uint32(1)
            rounded = np.where(finite, rounded, upper | (nan * np.uint32(0x40)))
        return rounded.astype("<u2").view(np.uint8).data

    def decode(self, chunk: memoryview, out: Vector) -> None:
        np.left_shift(np.frombuffer(chunk, "<u2"), 16, out=out.view(np.uint32), dtype=np.uint32)


FLOAT32 = Float32()
"""What every server and worker knows, and models travel in."""

ALL: Tuple[Codec, ...] = (FLOAT32, Bfloat16())


def named(name: str) -> Codec:
    """The codec of that name."""
    for codec in ALL:
        if codec.name == name:
            return codec
    raise ValueError(f"codec '{name}' is not known, there are: {names(ALL)}")


def numbered(number: int) -> Optional[Codec]:
    """The codec of that number; None if it is not known here."""
    return next((codec for codec in ALL if codec.number == number), None)


def names(codecs: Iterable[Codec]) -> str:
    """Their names, separated by commas."""
    listed: List[str] = [codec.name for codec in codecs]
    return ", ".join(listed)
