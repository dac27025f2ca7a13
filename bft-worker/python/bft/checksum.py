"""CRC-32C (Castagnoli), with which a push ends, over all of its data.

The remainders of neighbours are joined in a tree, so that numpy does the work.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Callable, Union

import numpy as np
import numpy.typing as npt

Remainders = npt.NDArray[np.uint32]

_POLYNOMIAL = 0x82F6_3B78
_ONES = 0xFFFF_FFFF
_BLOCK = 16


class Checksum:
    """Takes bytes in any number of pieces."""

    def __init__(self) -> None:
        self._register = _ONES

    def add(self, data: Union[bytes, memoryview]) -> None:
        """The bytes that come next."""
        self._register = _behind(self._register, len(data)) ^ _remainder(data)

    @property
    def value(self) -> int:
        """Of all bytes so far."""
        return self._register ^ _ONES


def _remainder(data: Union[bytes, memoryview]) -> int:
    """The register after these bytes if it was 0, which zeros before them do not change."""
    blocks = max(1, -(-len(data) // _BLOCK))
    padded = np.zeros(_BLOCK << (blocks - 1).bit_length(), np.uint8)
    padded[len(padded) - len(data) :] = np.frombuffer(data, np.uint8)
    pairs = padded.view("<u2").reshape(-1, _BLOCK // 2)
    remainders = np.zeros(len(pairs), np.uint32)
    for place in range(_BLOCK // 2):
        remainders ^= _of_pairs(place)[pairs[:, place]]
    length = _BLOCK
    while len(remainders) > 1:
        two = remainders.reshape(-1, 2)
        remainders = _moved(two[:, 0], length) ^ two[:, 1]
        length *= 2
    return int(remainders[0])


def _moved(remainders: Remainders, zeros: int) -> Remainders:
    """The registers after so many zero bytes more."""
    tables = _tables(zeros)
    moved: Remainders = tables[0][remainders & np.uint32(0xFF)]
    for byte in (1, 2, 3):
        moved ^= tables[byte][remainders >> np.uint32(8 * byte) & np.uint32(0xFF)]
    return moved


@lru_cache(maxsize=None)
def _tables(zeros: int) -> Remainders:
    """What each value of each of the register's bytes becomes behind so many zero bytes."""
    return np.stack([_spanned(8, lambda bit: _behind(1 << 8 * b + bit, zeros)) for b in range(4)])


@lru_cache(maxsize=None)
def _of_pairs(place: int) -> Remainders:
    """What each two bytes at that place in a block make of the register at its end."""
    return _spanned(16, lambda bit: _behind(1 << bit, _BLOCK - 2 * place))


def _spanned(bits: int, image: Callable[[int], int]) -> Remainders:
    """The images of all numbers of so many bits under a linear map, by those of the bits."""
    table: Remainders = np.zeros(1, np.uint32)
    for bit in range(bits):
        table = np.concatenate((table, table ^ np.uint32(image(bit))))
    return table


def _behind(register: int, zeros: int) -> int:
    """The register after so many zero bytes: it is multiplied by x^(8 zeros)."""
    power, factor = 0x8000_0000, 0x0080_0000
    while zeros:
        power = _product(power, factor) if zeros & 1 else power
        factor = _product(factor, factor)
        zeros >>= 1
    return _product(register, power)


def _product(a: int, b: int) -> int:
    """Of polynomials modulo CRC-32C's, the highest bit of a number being x^0."""
    product = 0
    while a:
        if a & 0x8000_0000:
            product ^= b
        a = a << 1 & _ONES
        b = b >> 1 ^ (_POLYNOMIAL if b & 1 else 0)
    return product
