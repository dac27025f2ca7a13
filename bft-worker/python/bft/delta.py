"""Models as what has changed since the version before, to the bit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bft.checksum import Checksum
from bft.codec import Codec, Vector
from bft.errors import MalformedError

_BLOCK = 16
_HEADER = 4
_MOST_BITS = 32
_PIECE = 1 << 18


class Delta(Codec):
    """The differences of the ranks of floats, in as few bits as the largest of each 16 needs.

    The contract has the bytes. A server sends models this way, and gradients never travel in it.
    """

    name = format = "delta"
    number = 12

    def count(self, chunk: memoryview) -> int:
        count = int.from_bytes(chunk[:_HEADER], "little")
        blocks = -(-count // _BLOCK)
        if not 0 < count < 1 << 31 or _HEADER + blocks > len(chunk):
            raise MalformedError(
                f"delta: data of {count} coordinates cannot have {len(chunk)} bytes"
            )
        widths = _widths(chunk, blocks)
        if widths.max() > _MOST_BITS:
            raise MalformedError(
                f"delta: a difference has at most {_MOST_BITS} bits, got {widths.max()}"
            )
        needed = _HEADER + blocks + int(_sizes(widths, count).sum())
        if needed != len(chunk):
            raise MalformedError(
                f"delta: data of {count} coordinates must have {needed} bytes, got {len(chunk)}"
            )
        return count

    def decode(self, chunk: memoryview, out: Vector, first: int = 0) -> None:
        """Changes ``out``, which holds the version before."""
        count = len(out)
        blocks = -(-count // _BLOCK)
        widths = _widths(chunk, blocks)
        sizes = _sizes(widths, count)
        starts = _HEADER + blocks + np.cumsum(sizes) - sizes
        places = 8 * starts[:, np.newaxis] + widths[:, np.newaxis] * np.arange(_BLOCK)
        at = places.reshape(-1)[:count]
        padded = np.zeros(len(chunk) + 8, np.uint8)
        padded[: len(chunk)] = np.frombuffer(chunk, np.uint8)
        eight: npt.NDArray[np.uint64] = np.ndarray((len(chunk) + 1,), "<u8", padded, 0, (1,))
        masks = (np.uint64(1) << widths.astype(np.uint64)) - np.uint64(1)
        changes = eight[at >> 3] >> (at & 7).astype(np.uint64)
        changes &= np.repeat(masks, _BLOCK)[:count]
        short = changes.astype(np.uint32)
        differences = (short >> np.uint32(1)) ^ (np.uint32(0) - (short & np.uint32(1)))
        bits = out.view(np.int32)
        bits[:] = _ranks(_ranks(bits) + differences.view(np.int32))


DELTA = Delta()


def model_checksum(parameters: Vector) -> int:
    """CRC-32C of a model as little-endian float32."""
    total = Checksum()
    for start in range(0, len(parameters), _PIECE):
        piece = parameters[start : start + _PIECE]
        total.add(piece.astype("<f4", copy=False).view(np.uint8).data)
    return total.value


def _widths(chunk: memoryview, blocks: int) -> npt.NDArray[np.int64]:
    return np.frombuffer(chunk, np.uint8, blocks, _HEADER).astype(np.int64)


def _sizes(widths: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """Bytes of the changes of each block, of which the last may be shorter."""
    lengths = np.full(len(widths), _BLOCK, np.int64)
    lengths[-1] = count - _BLOCK * (len(widths) - 1)
    return (lengths * widths + 7) // 8


def _ranks(bits: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Floats in their order as whole numbers, and back."""
    return bits ^ ((bits >> np.int32(31)) & np.int32(0x7FFF_FFFF))
