"""The codecs there are, by name and by what a server offers."""

from __future__ import annotations

from typing import Callable, Dict, List, Optional, Tuple

from bft import sparse
from bft.codec import FLOAT32, Bfloat16, Codec, Float16, Quantised, Sign
from bft.delta import DELTA

_Parameters = Dict[str, str]

KINDS: Dict[str, Tuple[Tuple[str, ...], Callable[[_Parameters], Codec]]] = {
    "float32": ((), lambda p: FLOAT32),
    "bfloat16": ((), lambda p: Bfloat16()),
    "float16": ((), lambda p: Float16()),
    "int8": (("block", "levels", "rounding"), lambda p: _quantised(8, p)),
    "int4": (("block", "levels", "rounding"), lambda p: _quantised(4, p)),
    "ternary": (("block", "rounding"), lambda p: _quantised(2, p)),
    "sign": (
        ("block", "feedback"),
        lambda p: Sign(int(p.get("block", 4096)), float(p.get("feedback", 1))),
    ),
    "top-k": (("share", "feedback"), sparse.top_k),
    "threshold": (("value", "feedback"), sparse.threshold),
    "random-k": (("one-in", "scaled", "feedback"), sparse.random_k),
    "sparse-loco": (("block", "share", "feedback"), sparse.sparse_loco),
    "sketch": (("share", "buckets", "feedback"), sparse.sketch),
}


def named(text: str) -> Codec:
    """The codec of that name and parameters, such as ``int8:block=256,rounding=nearest``."""
    kind, _, rest = text.partition(":")
    if kind not in KINDS:
        raise ValueError(f"codec '{kind}' is not known, there are: {', '.join(KINDS)}")
    allowed, make = KINDS[kind]
    parameters: _Parameters = {}
    for part in rest.split(",") if rest else ():
        key, _, value = part.partition("=")
        if key not in allowed or key in parameters:
            raise ValueError(f"{kind} takes {', '.join(allowed) or 'no parameter'}, got '{part}'")
        parameters[key] = value
    return make(parameters)


def of_models(text: str) -> Codec:
    """The codec of that name that models travel in."""
    for codec in (FLOAT32, Bfloat16(), Float16(), DELTA):
        if codec.name == text:
            return codec
    raise ValueError(f"models travel in float32, bfloat16, float16, delta, got {text}")


def offered(numbers: List[int], formats: List[str]) -> Tuple[Codec, ...]:
    """Those of a server's codecs that are known here; one that names none takes float32."""
    if not numbers:
        return (FLOAT32,)
    defaults = {codec.number: codec.format for codec in map(named, KINDS)}
    texts = [*formats, *(defaults.get(number, "") for number in numbers[len(formats) :])]
    known = (_known(number, text) for number, text in zip(numbers, texts))
    return tuple(codec for codec in known if codec is not None)


def _quantised(bits: int, parameters: _Parameters) -> Codec:
    block = int(parameters.get("block", 256))
    levels = int(parameters.get("levels", (1 << bits - 1) - 1))
    return Quantised(bits, block, levels, parameters.get("rounding", "stochastic"))


def _known(number: int, text: str) -> Optional[Codec]:
    """A format that cannot be read is of a codec, or a parameter of it, that is not known."""
    try:
        codec = named(text)
    except ValueError:
        return None
    return codec if codec.number == number else None
