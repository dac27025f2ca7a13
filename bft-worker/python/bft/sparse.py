"""Codecs that send some coordinates of a gradient, and the others as 0.

The bytes are those of the Java client, to the bit.
"""

from __future__ import annotations

import math
from typing import Callable, Dict, Tuple

import numpy as np
import numpy.typing as npt

from bft.codec import GOLDEN, SCALE_LIMIT, Bytes, Codec, Encoder, Vector, mix
from bft.errors import MalformedError

Indices = npt.NDArray[np.int64]
Sizes = npt.NDArray[np.uint32]

_LONG_RUN = 1 << 16
_MAX_CHUNK = 1 << 18
_MASK64 = 0xFFFF_FFFF_FFFF_FFFF
_DIGITS = ((31, 20), (20, 9), (9, 0))
_SAMPLE_PER_BUCKET = 16


class ValueCode:
    """How the values of a run are written."""

    def size(self, count: int) -> int:
        """Bytes that so many values take."""
        raise NotImplementedError

    def write(self, values: Vector) -> bytes:
        """Their bytes."""
        raise NotImplementedError

    def read(self, data: memoryview, count: int) -> Vector:
        """So many values, from that many bytes of anyone."""
        raise NotImplementedError


class WholeValues(ValueCode):
    """Each as a float32."""

    def size(self, count: int) -> int:
        return 4 * count

    def write(self, values: Vector) -> bytes:
        return values.astype("<f4").tobytes()

    def read(self, data: memoryview, count: int) -> Vector:
        return np.frombuffer(data, "<f4").astype(np.float32)


class TwoBitValues(ValueCode):
    """A sign and whether the size is above the run's mean, and the mean of either side."""

    def size(self, count: int) -> int:
        return 8 + (count + 3) // 4

    def write(self, values: Vector) -> bytes:
        with np.errstate(invalid="ignore"):
            sizes = np.abs(values).astype(np.float64)
        total = _summed(sizes)
        large = sizes > total / max(1, len(sizes))
        many = int(large.sum())
        above = _summed(np.where(large, sizes, 0.0))
        few = len(sizes) - many
        means = (total - above) / few if few else 0.0, above / many if many else 0.0
        codes = np.zeros((len(sizes) + 3) // 4 * 4, np.uint8)
        codes[: len(sizes)] = (values < 0) | large.astype(np.uint8) << np.uint8(1)
        shifts = np.array([0, 2, 4, 6], np.uint8)
        packed = np.bitwise_or.reduce(codes.reshape(-1, 4) << shifts, axis=1).astype(np.uint8)
        head = np.array([_limited(mean) for mean in means], "<f4")
        return bytes(head.tobytes() + packed.tobytes())

    def read(self, data: memoryview, count: int) -> Vector:
        means = _scales(np.frombuffer(data[:8], "<f4"))
        packed = np.frombuffer(data[8:], np.uint8).reshape(-1, 1)
        codes = (packed >> np.array([0, 2, 4, 6], np.uint8)).reshape(-1)[:count]
        sizes = means[codes >> 1 & 1]
        return np.where(codes & 1, -sizes, sizes).astype(np.float32)


class SketchedValues(ValueCode):
    """Each as the number of its bucket, and for each bucket the mean of what is in it."""

    def __init__(self, buckets: int) -> None:
        if not 2 <= buckets <= 256:
            raise ValueError(f"sketch: buckets must be in [2, 256], got {buckets}")
        self._buckets = buckets

    def size(self, count: int) -> int:
        return 4 * min(self._buckets, count) + count

    def write(self, values: Vector) -> bytes:
        used = min(self._buckets, len(values))
        places = _searched(self._bounds(values, used), _ordered(values))
        with np.errstate(invalid="ignore"):
            sums = np.bincount(places, values.astype(np.float64), used)
        counts = np.bincount(places, minlength=used)
        means = [_limited(s / n) if n else 0.0 for s, n in zip(sums.tolist(), counts.tolist())]
        return np.array(means, "<f4").tobytes() + places.astype(np.uint8).tobytes()

    def read(self, data: memoryview, count: int) -> Vector:
        used = min(self._buckets, count)
        means = np.frombuffer(data[: 4 * used], "<f4").astype(np.float32)
        _scales(np.abs(means))
        places = np.frombuffer(data[4 * used :], np.uint8)
        if (places >= used).any():
            raise MalformedError(f"sketch: a value is in a bucket beyond {used}")
        return means[places]

    def _bounds(self, values: Vector, used: int) -> "npt.NDArray[np.int32]":
        """Bucket b takes what is above bound b - 1 and at most bound b."""
        sampled = min(len(values), used * _SAMPLE_PER_BUCKET)
        if sampled == 0:
            return np.empty(0, np.int32)
        sample = np.sort(_ordered(values[np.arange(sampled) * len(values) // sampled]))
        bounds: "npt.NDArray[np.int32]" = sample[np.arange(1, used) * sampled // used - 1]
        return bounds


class Sparse(Codec):
    """Runs of coordinates, of which those that are selected have values.

    What is lost goes to the next gradient. ``of`` is what may have that share of values at most:
    the ``gradient``, whose chunks have one run, each ``run``, or ``nothing``.
    """

    def __init__(
        self,
        number: int,
        texts: Tuple[str, str],
        code: ValueCode,
        select: Callable[[Vector], Indices],
        run: int = _LONG_RUN,
        share: float = 1.0,
        of: str = "nothing",
        feedback: float = 1.0,
    ) -> None:
        word = texts[0].partition(":")[0]
        _require(word, "share", 0 < share <= 1, share)
        _require(word, "feedback", 0 <= feedback <= 1, feedback)
        _require(word, "block", 8 <= run <= _LONG_RUN, run)
        self.number = number
        self.format = texts[0]
        self.name = texts[1] + ("" if feedback == 1 else f",feedback={feedback}")
        self.feedback = feedback
        self._code = code
        self._select = select
        self._run = run
        self._share = share
        self._of = of

    def most(self, size: int) -> int:
        low, high = 0, self._run if self._of == "gradient" else _MAX_CHUNK
        while low < high:
            middle = (low + high + 1) // 2
            if self._most_bytes(middle) <= size:
                low = middle
            else:
                high = middle - 1
        if low >= self._run:
            return low // self._run * self._run
        return 0 if self._of == "run" else low

    def encoder(self, gradient: Vector, seed: int) -> Encoder:
        kept = self._select(gradient)

        def encode(start: int, end: int) -> memoryview:
            edges = np.append(np.arange(start, end, self._run), end)
            places = np.searchsorted(kept, edges)
            parts = [np.array([end - start], "<u4").tobytes()]
            for run, first, last in zip(edges, places, places[1:]):
                some = kept[first:last]
                distances = np.diff(some, prepend=run - 1)
                parts.append(_varints(np.array([len(some)])))
                parts.append(self._code.write(gradient[some]))
                parts.append(_varints(distances))
            return memoryview(b"".join(parts))

        return encode

    def count(self, chunk: memoryview) -> int:
        count = int.from_bytes(chunk[:4], "little")
        most = self._run if self._of == "gradient" else (1 << 31) - 1
        if len(chunk) <= 4 or not 1 <= count <= most:
            raise MalformedError(f"{self.name}: {len(chunk)} bytes of {count} coordinates")
        return count

    def decode(self, chunk: memoryview, out: Vector, first: int = 0) -> None:
        out[:] = 0
        at = 4
        for start in range(0, len(out), self._run):
            at = self._read(chunk, at, out[start : start + self._run])
        if at != len(chunk):
            raise MalformedError(f"{self.name}: {len(chunk) - at} bytes behind the last run")

    def _read(self, chunk: memoryview, at: int, out: Vector) -> int:
        (count,), at = _numbers(chunk, at, 1)
        if count > self._most_values(len(out)):
            raise MalformedError(f"{self.name}: {count} values in a run of {len(out)}")
        end = at + self._code.size(count)
        if end > len(chunk):
            raise MalformedError(f"{self.name}: data end {end - len(chunk)} bytes too early")
        values = self._code.read(chunk[at:end], count)
        distances, end = _numbers(chunk, end, count)
        places = np.cumsum(distances) - 1
        if count and (distances.min() == 0 or places[-1] >= len(out)):
            raise MalformedError(f"{self.name}: a coordinate twice or beyond {len(out)}")
        out[places] = values
        return end

    def _most_values(self, coordinates: int) -> int:
        return share_of(self._share, coordinates) if self._of == "run" else coordinates

    def _most_bytes(self, coordinates: int) -> int:
        whole, rest = divmod(coordinates, self._run)
        size = 4 + whole * self._most_run_bytes(self._run)
        return size + (self._most_run_bytes(rest) if rest else 0)

    def _most_run_bytes(self, coordinates: int) -> int:
        most = self._most_values(coordinates)
        longer = coordinates // 128 + coordinates // 16_384
        return 5 + self._code.size(most) + most + longer


class RandomK(Codec):
    """One coordinate, drawn at random, of each group of neighbours; its place follows from a seed.

    Scaled by the size of the group it is right on average; else what is lost goes to the next.
    """

    number = 9

    def __init__(self, group: int, scaled: bool, feedback: float) -> None:
        _require("random-k", "one-in", 2 <= group <= 1 << 16, group)
        _require("random-k", "feedback", 0 <= feedback <= 1, feedback)
        default = 0.0 if scaled else 1.0
        self.format = f"random-k:one-in={group}"
        self.feedback = feedback
        extra = "" if feedback == default else f",feedback={feedback}"
        self.name = self.format + ("" if scaled else ",scaled=no") + extra
        self._group = group
        self._scaled = scaled

    def most(self, size: int) -> int:
        groups = max(0, size - 12) // 4
        return min(groups, max(1, _MAX_CHUNK // self._group)) * self._group

    def encode(self, values: Vector, first: int, seed: int) -> memoryview:
        places, widths = self._places(len(values), first, seed)
        sent = values[places]
        if self._scaled:
            with np.errstate(over="ignore"):
                scaled = sent * widths.astype(np.float32)
            largest = np.copysign(np.finfo(np.float32).max, sent)
            sent = np.where(np.isinf(scaled) & ~np.isinf(sent), largest, scaled)
        head = len(values).to_bytes(4, "little") + (seed & _MASK64).to_bytes(8, "little")
        return memoryview(head + sent.astype("<f4").tobytes())

    def count(self, chunk: memoryview) -> int:
        count = int.from_bytes(chunk[:4], "little")
        groups = -(-count // self._group)
        if len(chunk) < 12 or not 0 < count < 1 << 31 or 12 + 4 * groups != len(chunk):
            raise MalformedError(f"{self.name}: {len(chunk)} bytes of {count} coordinates")
        return count

    def decode(self, chunk: memoryview, out: Vector, first: int = 0) -> None:
        places, _ = self._places(len(out), first, int.from_bytes(chunk[4:12], "little"))
        out[:] = 0
        out[places] = np.frombuffer(chunk[12:], "<f4")

    def _places(self, count: int, first: int, seed: int) -> Tuple[Indices, Indices]:
        starts = np.arange(0, count, self._group, dtype=np.int64)
        widths = np.minimum(self._group, count - starts)
        noise = _mixed(seed, starts + first) >> np.uint64(32)
        drawn = noise * widths.astype(np.uint64) >> np.uint64(32)
        return starts + drawn.astype(np.int64), widths


def share_of(share: float, coordinates: int) -> int:
    """The share of so many coordinates, at least one."""
    return max(1, math.ceil(share * coordinates))


def at_least(values: Vector, size: float) -> Indices:
    """All whose size is at least that, in order."""
    return np.flatnonzero(_sizes(values) >= np.float32(size).view(np.uint32))


def largest(values: Vector, share: float) -> Indices:
    """The largest of all, in order; of equal sizes the first win. By digits of the size's bits."""
    sizes = _sizes(values)
    wanted = share_of(share, len(values))
    prefix, above = 0, 0
    for known, shift in _DIGITS:
        rest = sizes[sizes >> np.uint32(known) == prefix]
        bins = np.bincount(rest >> np.uint32(shift) & np.uint32((1 << known - shift) - 1))
        digit = len(bins) - 1
        while above + bins[digit] < wanted:
            above += int(bins[digit])
            digit -= 1
        prefix = prefix << known - shift | digit
    taken = sizes > prefix
    taken[np.flatnonzero(sizes == prefix)[: wanted - above]] = True
    return np.flatnonzero(taken)


def largest_of_each(values: Vector, run: int, share: float) -> Indices:
    """The largest of each run, in order."""
    starts = range(0, len(values), run)
    return np.concatenate([start + largest(values[start : start + run], share) for start in starts])


def top_k(parameters: Dict[str, str]) -> Codec:
    """The largest of the gradient."""
    share = float(parameters.get("share", 0.01))
    text = f"top-k:share={share}"
    return _bounded(7, text, share, WholeValues(), parameters)


def sketch(parameters: Dict[str, str]) -> Codec:
    """The largest, in buckets."""
    share, buckets = float(parameters.get("share", 0.05)), int(parameters.get("buckets", 64))
    text = f"sketch:share={share},buckets={buckets}"
    return _bounded(11, text, share, SketchedValues(buckets), parameters)


def threshold(parameters: Dict[str, str]) -> Codec:
    """Those of a size."""
    size = float(parameters.get("value", 0.01))
    _require("threshold", "value", 0 <= size <= float(SCALE_LIMIT), size)
    texts = "threshold", f"threshold:value={size}"
    feedback = float(parameters.get("feedback", 1))
    return Sparse(8, texts, WholeValues(), lambda g: at_least(g, size), feedback=feedback)


def sparse_loco(parameters: Dict[str, str]) -> Codec:
    """The largest of each run, in two bits."""
    run = int(parameters.get("block", 4096))
    share = float(parameters.get("share", 0.02))
    text = f"sparse-loco:block={run},share={share}"
    feedback = float(parameters.get("feedback", 1))
    return Sparse(
        10,
        (text, text),
        TwoBitValues(),
        lambda gradient: largest_of_each(gradient, run, share),
        run,
        share,
        "run",
        feedback,
    )


def random_k(parameters: Dict[str, str]) -> Codec:
    """One of each group."""
    scaled = parameters.get("scaled", "yes")
    _require("random-k", "scaled (yes or no)", scaled in ("yes", "no"), scaled)
    feedback = float(parameters.get("feedback", 0 if scaled == "yes" else 1))
    return RandomK(int(parameters.get("one-in", 100)), scaled == "yes", feedback)


def _mixed(seed: int, places: Indices) -> "npt.NDArray[np.uint64]":
    """What :func:`~bft.codec.mix` makes of the seed and each place."""
    golden = np.uint64(GOLDEN)
    absorbed = _finalised(places.astype(np.uint64) + golden)
    return _finalised(absorbed + np.uint64(mix(2, seed) + GOLDEN & _MASK64))


def _finalised(bits: "npt.NDArray[np.uint64]") -> "npt.NDArray[np.uint64]":
    z = (bits ^ bits >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return z ^ z >> np.uint64(31)


def _bounded(
    number: int, text: str, share: float, code: ValueCode, parameters: Dict[str, str]
) -> Codec:
    return Sparse(
        number,
        (text, text),
        code,
        lambda gradient: largest(gradient, share),
        share=share,
        of="gradient",
        feedback=float(parameters.get("feedback", 1)),
    )


def _require(word: str, what: str, holds: bool, got: object) -> None:
    if not holds:
        raise ValueError(f"{word}: {what} is out of range, got {got}")


def _sizes(values: Vector) -> Sizes:
    return values.view(np.uint32) & np.uint32(0x7FFF_FFFF)


def _summed(values: "npt.NDArray[np.float64]") -> float:
    """One after the other, as every client does."""
    return float(np.cumsum(values)[-1]) if len(values) else 0.0


def _limited(mean: float) -> float:
    limit = float(SCALE_LIMIT)
    return max(-limit, min(limit, mean)) if math.isfinite(mean) else mean


def _scales(scales: Vector) -> Vector:
    finite = scales[np.isfinite(scales)]
    if ((finite < 0) | (finite > SCALE_LIMIT)).any():
        raise MalformedError(f"scales must be in [0, {SCALE_LIMIT}]")
    return scales


def _ordered(values: Vector) -> "npt.NDArray[np.int32]":
    """Whole numbers in the order of the values, -0 before 0 and NaN last."""
    bits = np.where(np.isnan(values), np.float32(np.nan), values).view(np.int32)
    return bits ^ (bits >> 31 & np.int32(0x7FFF_FFFF))


def _searched(bounds: "npt.NDArray[np.int32]", keys: "npt.NDArray[np.int32]") -> Indices:
    """Binary search, which of equal bounds finds the one that it meets first."""
    low = np.zeros(len(keys), np.int64)
    high = np.full(len(keys), len(bounds) - 1, np.int64)
    found = np.full(len(keys), -1, np.int64)
    for _ in range(len(bounds).bit_length()):
        middle = low + high >> 1
        met = bounds[np.clip(middle, 0, max(0, len(bounds) - 1))] if len(bounds) else keys
        going = (low <= high) & (found < 0)
        found = np.where(going & (met == keys), middle, found)
        low = np.where(going & (met < keys), middle + 1, low)
        high = np.where(going & (met > keys), middle - 1, high)
    return np.where(found < 0, low, found)


def _varints(numbers: Indices) -> bytes:
    lengths: Indices = np.ones(len(numbers), np.int64)
    for bits in (7, 14, 21, 28):
        lengths += numbers >= 1 << bits
    ends = np.cumsum(lengths)
    out: Bytes = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    starts = ends - lengths
    for i in range(int(lengths.max()) if len(lengths) else 0):
        some = lengths > i
        more = np.where(lengths[some] > i + 1, 0x80, 0)
        out[starts[some] + i] = numbers[some] >> 7 * i & 0x7F | more
    return out.tobytes()


def _numbers(chunk: memoryview, at: int, count: int) -> Tuple[Indices, int]:
    """So many varints, and the place behind them."""
    data = np.frombuffer(chunk[at : at + 5 * count], np.uint8)
    ends = np.flatnonzero(data < 0x80)[:count]
    starts = np.append(0, ends[:-1] + 1)[: len(ends)]
    lengths = ends - starts + 1
    if len(ends) < count or (count and lengths.max() > 5):
        raise MalformedError(f"{count} numbers from byte {at} on are cut off or too long")
    numbers = np.zeros(count, np.int64)
    for i in range(5):
        some = lengths > i
        numbers[some] |= (data[starts[some] + i].astype(np.int64) & 0x7F) << 7 * i
    if count and numbers.max() >= 1 << 31:
        raise MalformedError(f"a number from byte {at} on exceeds 2147483647")
    return numbers, at + (int(ends[-1]) + 1 if count else 0)
