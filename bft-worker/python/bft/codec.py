"""How the coordinates of a gradient become bytes and floats again, in chunks.

The bytes are those of the Java client, to the bit, whatever is random in them: that is drawn from
a seed and the coordinate.
"""

from __future__ import annotations

from typing import Any, Callable, Iterator, Tuple

import numpy as np
import numpy.typing as npt

from bft.errors import MalformedError

Vector = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Encoder = Callable[[int, int], memoryview]

SCALE_LIMIT = np.float32(2.0**60)

_PIECE = 1 << 16
_INFINITY = 0x7F80_0000
_ROUNDS_TO_INFINITY = 0x7F7F_8000
_MASK64 = 0xFFFF_FFFF_FFFF_FFFF
_NOISE = 0x636F646563
GOLDEN = 0x9E3779B97F4A7C15
_LANES = 16
_TINY = np.float32(2.0**-100)


class Codec:
    """Turns ranges of a gradient into the bytes of chunks and back. Has no state.

    ``format`` is what both ends must agree on, ``name`` has all parameters. ``feedback`` is the
    share of what a gradient loses that is added to the worker's next one.
    """

    number: int
    name: str
    format: str
    feedback: float = 0.0

    def __repr__(self) -> str:
        return self.name

    def most(self, size: int) -> int:
        """Most coordinates whose chunk has no more than that many bytes."""
        raise NotImplementedError

    def encoder(self, gradient: Vector, seed: int) -> Encoder:
        """What writes the chunk of a range of a gradient, given where it starts and ends."""
        return lambda start, end: self.encode(gradient[start:end], start, seed)

    def encode(self, values: Vector, first: int, seed: int) -> memoryview:
        """The chunk of these values, the first of which is that coordinate of the gradient."""
        raise NotImplementedError

    def count(self, chunk: memoryview) -> int:
        """How many coordinates a chunk from anyone stands for, at least 1."""
        raise NotImplementedError

    def decode(self, chunk: memoryview, out: Vector, first: int = 0) -> None:
        """Writes what the chunk stands for; ``out`` has :meth:`count` values.

        The first of them is that coordinate of the gradient.
        """
        raise NotImplementedError


class _FixedWidth(Codec):
    """Every coordinate takes the same number of bytes."""

    width: int

    def most(self, size: int) -> int:
        return size // self.width

    def count(self, chunk: memoryview) -> int:
        if len(chunk) == 0 or len(chunk) % self.width != 0:
            raise MalformedError(
                f"{self.name}: data must have a positive multiple of {self.width} bytes,"
                f" got {len(chunk)}"
            )
        return len(chunk) // self.width


class Float32(_FixedWidth):
    """Every coordinate as a little-endian IEEE 754 float, to the bit."""

    name = format = "float32"
    number, width = 0, 4

    def encode(self, values: Vector, first: int, seed: int) -> memoryview:
        return values.astype("<f4", copy=False).view(np.uint8).data

    def decode(self, chunk: memoryview, out: Vector, first: int = 0) -> None:
        out[:] = np.frombuffer(chunk, "<f4")


class Bfloat16(_FixedWidth):
    """The upper half of every float, rounded to the nearest, ties to even.

    A finite value that would round to infinity becomes the largest finite one, for infinity is
    proof of a faulty sender; infinities stay, and NaN stays NaN.
    """

    name = format = "bfloat16"
    number, width = 1, 2

    def encode(self, values: Vector, first: int, seed: int) -> memoryview:
        bits = values.view(np.uint32)
        upper = bits >> np.uint32(16)
        rounded = (bits + (np.uint32(0x7FFF) + (upper & np.uint32(1)))) >> np.uint32(16)
        magnitudes = bits & np.uint32(0x7FFF_FFFF)
        if magnitudes.max() >= _ROUNDS_TO_INFINITY:
            finite, nan = magnitudes < _INFINITY, magnitudes > _INFINITY
            rounded[finite & (magnitudes >= _ROUNDS_TO_INFINITY)] -= np.uint32(1)
            rounded = np.where(finite, rounded, upper | (nan * np.uint32(0x40)))
        return rounded.astype("<u2").view(np.uint8).data

    def decode(self, chunk: memoryview, out: Vector, first: int = 0) -> None:
        np.left_shift(np.frombuffer(chunk, "<u2"), 16, out=out.view(np.uint32), dtype=np.uint32)


class Float16(_FixedWidth):
    """IEEE 754 halves, rounded as those of bfloat16 are."""

    name = format = "float16"
    number, width = 2, 2

    def encode(self, values: Vector, first: int, seed: int) -> memoryview:
        with np.errstate(over="ignore"):
            halves = values.astype("<f2").view("<u2")
        exponents = halves & np.uint16(0x7C00)
        if exponents.max() == 0x7C00:
            signs = halves & np.uint16(0x8000)
            rounded = (exponents == 0x7C00) & np.isfinite(values)
            halves = np.where(rounded, signs | np.uint16(0x7BFF), halves)
            halves = np.where(np.isnan(values), signs | np.uint16(0x7E00), halves)
        return halves.astype("<u2").view(np.uint8).data

    def decode(self, chunk: memoryview, out: Vector, first: int = 0) -> None:
        out[:] = np.frombuffer(chunk, "<f2")


class _Blocks(Codec):
    """The number of coordinates as four bytes, then for each block of them a scale and codes."""

    def __init__(self, block: int, bits: int) -> None:
        if not 8 <= block <= 1 << 15 or block % 8 != 0:
            raise ValueError(f"block must be a multiple of 8 in [8, 32768], got {block}")
        self._block = block
        self._bits = bits

    def most(self, size: int) -> int:
        whole = (size - 4) // (4 + self._code_bytes(self._block))
        in_part = (size - 8) * 8 // self._bits
        return whole * self._block if whole > 0 else max(0, min(in_part, self._block - 1))

    def encode(self, values: Vector, first: int, seed: int) -> memoryview:
        chunk = np.empty(self._bytes(len(values)), np.uint8)
        chunk[:4] = np.array([len(values)], "<u4").view(np.uint8)
        for start, end, length, at in self._pieces(len(values)):
            rows = values[start:end].reshape(-1, length)
            size = 4 + self._code_bytes(length)
            out = chunk[at : at + len(rows) * size].reshape(-1, size)
            with np.errstate(all="ignore"):
                scales, codes = self._codes(rows, first + start, seed)
            out[:, :4] = scales.astype("<f4").reshape(-1, 1).view(np.uint8)
            out[:, 4:] = codes
        return chunk.data

    def count(self, chunk: memoryview) -> int:
        if len(chunk) < 4:
            raise MalformedError(f"data must begin with 4 bytes that count, got {len(chunk)}")
        count = int.from_bytes(chunk[:4], "little")
        if not 0 < count < 1 << 31 or self._bytes(count) != len(chunk):
            raise MalformedError(f"data of {count} coordinates cannot have {len(chunk)} bytes")
        return count

    def decode(self, chunk: memoryview, out: Vector, first: int = 0) -> None:
        data = np.frombuffer(chunk, np.uint8)
        for start, end, length, at in self._pieces(len(out)):
            size = 4 + self._code_bytes(length)
            rows = data[at : at + (end - start) // length * size].reshape(-1, size)
            scales = np.ascontiguousarray(rows[:, :4]).view("<f4")
            finite = scales[np.isfinite(scales)]
            if ((finite < 0) | (finite > SCALE_LIMIT)).any():
                raise MalformedError(f"{self.name}: scales must be in [0, {SCALE_LIMIT}]")
            values = self._values(rows[:, 4:], scales, length)
            out[start:end] = np.where(np.isfinite(scales), values, scales).reshape(-1)

    def _codes(self, rows: Vector, first: int, seed: int) -> Tuple[Vector, Bytes]:
        """Of blocks of one length: their scales, and the bytes of their codes."""
        raise NotImplementedError

    def _values(self, codes: Bytes, scales: Vector, length: int) -> Vector:
        raise NotImplementedError

    def _code_bytes(self, coordinates: int) -> int:
        return (coordinates * self._bits + 7) // 8

    def _bytes(self, coordinates: int) -> int:
        whole, rest = divmod(coordinates, self._block)
        size = 4 + whole * (4 + self._code_bytes(self._block))
        return size + (4 + self._code_bytes(rest) if rest else 0)

    def _pieces(self, count: int) -> Iterator[Tuple[int, int, int, int]]:
        """Ranges with the length of the blocks in them and the place in the chunk.

        A few blocks at a time, which takes little memory.
        """
        whole = count - count % self._block
        step = max(1, _PIECE // self._block) * self._block
        for start in range(0, whole, step):
            yield start, min(whole, start + step), self._block, self._bytes(start)
        if whole < count:
            yield whole, count, count - whole, self._bytes(whole)


class Quantised(_Blocks):
    """A whole number of steps for each coordinate in 8, 4 or 2 bits, and the step of each block.

    Rounded at random so that it is right on average, or to the nearest.
    """

    def __init__(self, bits: int, block: int, levels: int, rounding: str) -> None:
        super().__init__(block, bits)
        word = "ternary" if bits == 2 else f"int{bits}"
        most = (1 << bits - 1) - 1
        if not 1 <= levels <= most:
            raise ValueError(f"{word}: levels must be in [1, {most}], got {levels}")
        if rounding not in ("stochastic", "nearest"):
            raise ValueError(f"{word}: rounding must be stochastic or nearest, got {rounding}")
        self.number = {8: 3, 4: 4, 2: 5}[bits]
        self.format = f"{word}:block={block}"
        counts = "" if bits == 2 else f",levels={levels}"
        self.name = self.format + counts + (",rounding=nearest" if rounding == "nearest" else "")
        self._levels = levels
        self._random = rounding == "stochastic"

    def _codes(self, rows: Vector, first: int, seed: int) -> Tuple[Vector, Bytes]:
        largest = (rows.view(np.uint32) & np.uint32(0x7FFF_FFFF)).max(axis=1, keepdims=True)
        sizes = largest.view(np.float32)
        finite, alive = largest < _INFINITY, sizes >= _TINY
        steps = np.minimum(sizes / np.float32(self._levels), SCALE_LIMIT)
        inverses = np.where(alive & finite, np.float32(1) / steps, np.float32(0))
        limit = np.float32(self._levels + 1)
        scaled = np.where(inverses > 0, rows * inverses, np.float32(0))
        moved = np.clip(scaled, -limit, limit) + self._noise(rows, first, seed)
        codes = np.clip(np.floor(moved), -self._levels, self._levels).astype(np.int8)
        codes[~(inverses > 0)[:, 0]] = 0
        scales = np.where(finite, np.where(alive, steps, np.float32(0)), np.float32(np.nan))
        return scales, _packed(codes.view(np.uint8), self._bits)

    def _noise(self, rows: Vector, first: int, seed: int) -> Any:
        """Uniform in [0, 1), of nothing but seed and coordinate; a half to round to the nearest."""
        if not self._random:
            return np.float32(0.5)
        h = np.arange(first, first + rows.size, dtype=np.uint32)
        h *= np.uint32(0x9E3779B1)
        h += np.uint32(seed & 0xFFFF_FFFF)
        h ^= h >> np.uint32(16)
        h *= np.uint32(0x85EBCA6B)
        h ^= h >> np.uint32(13)
        h += np.uint32(seed >> 32 & 0xFFFF_FFFF)
        h *= np.uint32(0xC2B2AE35)
        h ^= h >> np.uint32(16)
        h >>= np.uint32(8)
        return h.astype(np.float32).reshape(rows.shape) * np.float32(2.0**-24)

    def _values(self, codes: Bytes, scales: Vector, length: int) -> Vector:
        each = 8 // self._bits
        shifts = np.arange(each, dtype=np.uint8) * np.uint8(self._bits)
        unpacked = (codes[:, :, np.newaxis] >> shifts).reshape(len(codes), -1)[:, :length]
        unused = np.int8(8 - self._bits)
        signed = (unpacked << np.uint8(unused)).view(np.int8) >> unused
        values: Vector = signed.astype(np.float32) * scales
        return values


class Sign(_Blocks):
    """The sign of each coordinate times the mean size in its block.

    What is lost goes to the next gradient, or training would not converge.
    """

    number = 6

    def __init__(self, block: int, feedback: float) -> None:
        super().__init__(block, 1)
        if not 0 <= feedback <= 1:
            raise ValueError(f"sign: feedback must be in [0, 1], got {feedback}")
        self.feedback = feedback
        self.format = f"sign:block={block}"
        self.name = self.format + ("" if feedback == 1 else f",feedback={feedback}")

    def _codes(self, rows: Vector, first: int, seed: int) -> Tuple[Vector, Bytes]:
        sums = _sizes(rows)
        finite = np.isfinite(sums) | np.isfinite(rows).all(axis=1)
        means = np.minimum(sums / np.float32(rows.shape[1]), SCALE_LIMIT)
        scales = np.where(finite, means, np.float32(np.nan))
        signs = (rows.view(np.uint32) >> np.uint32(31)).astype(np.uint8)
        return scales, np.packbits(signs, axis=1, bitorder="little")

    def _values(self, codes: Bytes, scales: Vector, length: int) -> Vector:
        signs = np.unpackbits(codes, axis=1, count=length, bitorder="little")
        bits = scales.view(np.uint32) | signs.astype(np.uint32) << np.uint32(31)
        return bits.view(np.float32)


FLOAT32 = Float32()
"""What every server and worker knows, and models travel in."""


def noise_seed(job_seed: int, worker: int, version: int) -> int:
    """The seed of what is random when a worker sends its gradient at a version."""
    return mix(4, job_seed, worker, version, _NOISE)


def mix(count: int, *parts: int) -> int:
    """64 mixed bits of the first of so many parts; their order and number matter."""
    state = count
    for part in parts:
        state = _finalised(state + GOLDEN + _finalised(part + GOLDEN))
    return state


def _finalised(bits: int) -> int:
    z = bits & _MASK64
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & _MASK64
    z = (z ^ z >> 27) * 0x94D049BB133111EB & _MASK64
    return z ^ z >> 31


def _packed(codes: Bytes, bits: int) -> Bytes:
    """A few bits of each code, the first in the lowest; the bits that are lost are the sign's."""
    each = 8 // bits
    if each == 1:
        return codes
    padded = np.zeros((len(codes), -(-codes.shape[1] // each) * each), np.uint8)
    padded[:, : codes.shape[1]] = codes & np.uint8((1 << bits) - 1)
    shifts = np.arange(each, dtype=np.uint8) * np.uint8(bits)
    packed: Bytes = np.bitwise_or.reduce(padded.reshape(len(codes), -1, each) << shifts, axis=2)
    return packed


def _sizes(rows: Vector) -> Vector:
    """Sums of absolute values: 16 side by side, then halves onto halves, as every client does."""
    padded = np.zeros((len(rows), -(-rows.shape[1] // _LANES) * _LANES), np.float32)
    np.abs(rows, out=padded[:, : rows.shape[1]])
    lanes = np.zeros((len(rows), _LANES), np.float32)
    for start in range(0, padded.shape[1], _LANES):
        lanes += padded[:, start : start + _LANES]
    while lanes.shape[1] > 1:
        half = lanes.shape[1] // 2
        lanes = lanes[:, :half] + lanes[:, half:]
    return lanes[:, 0]
