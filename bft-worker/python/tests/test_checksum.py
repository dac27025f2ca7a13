"""The checksum of a push, against its definition."""

from __future__ import annotations

import unittest

import numpy as np

from bft.checksum import Checksum


def defined(data: bytes) -> int:
    """Bit by bit."""
    register = 0xFFFF_FFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0x82F6_3B78 if register & 1 else 0)
    return register ^ 0xFFFF_FFFF


class ChecksumTest(unittest.TestCase):
    def test_is_the_published_one(self) -> None:
        checksum = Checksum()
        checksum.add(b"123456789")
        self.assertEqual(0xE306_9283, checksum.value)

    def test_of_any_length_in_any_pieces(self) -> None:
        rng = np.random.default_rng(5)
        for length in (0, 1, 2, 15, 16, 17, 31, 33, 255, 1000, 2049):
            data = rng.integers(256, size=length, dtype=np.uint8).tobytes()
            for cut in (0, length // 3, length):
                with self.subTest(length=length, cut=cut):
                    checksum = Checksum()
                    checksum.add(data[:cut])
                    checksum.add(memoryview(data)[cut:])
                    self.assertEqual(defined(data), checksum.value)
