"""Messages of ``bft.v1``, written and read by hand, so that no generated code is needed.

Bytes from the other end are hostile until read here: every length is checked against what has
arrived, and whatever does not fit is a :class:`~bft.errors.MalformedError`.
"""

from __future__ import annotations

import struct
import unicodedata
from typing import Any, Dict, Iterator, Mapping, NamedTuple, Optional, Tuple, Union

from bft.errors import MalformedError

VERSION = 1
CHUNK_BYTES = 245_632
MAX_MESSAGE_BYTES = 256 * 1024
MAX_DIMENSION = 2**31 - 9
MAX_WAIT_SECONDS = 60
SERVICE = "/bft.v1.ParameterServer/"
AUTHORIZATION = "authorization"
REASON = "bft-reason"

Schema = Mapping[str, "Field"]
Buffer = Union[bytes, memoryview]

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_MASK64 = 0xFFFF_FFFF_FFFF_FFFF
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Field(NamedTuple):
    """One field of a message: a scalar by the name of its type, or a message of its own."""

    number: int
    kind: Union[str, Schema]
    repeated: bool = False
    optional: bool = False


TENSOR: Schema = {"name": Field(1, "string"), "shape": Field(2, "uint32", repeated=True)}
DISTRUSTED_WORKER: Schema = {"worker": Field(1, "uint32"), "reason": Field(2, "string")}
TASK: Schema = {
    "version": Field(1, "uint32"),
    "model": Field(2, "string"),
    "batch": Field(3, "uint32"),
    "sampling": Field(4, "string"),
    "local": Field(5, "string"),
    "evaluation": Field(6, "string"),
}
JOIN_REQUEST: Schema = {
    "protocol_version": Field(1, "uint32"),
    "instance": Field(2, "uint64"),
    "contract_only": Field(3, "bool"),
}
JOIN_REPLY: Schema = {
    "protocol_version": Field(1, "uint32"),
    "job": Field(2, "string"),
    "worker": Field(3, "uint32", optional=True),
    "workers": Field(4, "uint32"),
    "byzantine": Field(5, "uint32"),
    "dimension": Field(6, "uint32"),
    "tensors": Field(7, TENSOR, repeated=True),
    "chunk_bytes": Field(8, "uint32"),
    "seed": Field(9, "int64"),
    "final_version": Field(10, "int64"),
    "last_sequence": Field(11, "int64"),
    "codecs": Field(12, "enum", repeated=True),
    "task": Field(13, TASK),
    "attempts": Field(18, "uint32"),
    "run": Field(20, "uint64"),
    "start": Field(21, "uint64"),
    "codec_formats": Field(30, "string", repeated=True),
    "pull_codecs": Field(31, "enum", repeated=True),
}
PULL_REQUEST: Schema = {
    "newer_than": Field(1, "int64"),
    "wait_millis": Field(2, "uint32"),
    "codec": Field(3, "enum"),
}
PULL_HEADER: Schema = {
    "version": Field(1, "int64"),
    "dimension": Field(2, "uint32"),
    "state": Field(3, "enum"),
    "message": Field(4, "string"),
    "rate": Field(5, "double", optional=True),
    "codec": Field(6, "enum"),
    "checksum": Field(7, "fixed32", optional=True),
}
FIGURE: Schema = {"name": Field(1, "enum"), "value": Field(2, "double")}
FIGURES = {
    "loss": 1,
    "accuracy": 2,
    "local_steps": 3,
    "held_out_loss": 4,
    "held_out_accuracy": 5,
}
PUSH_HEADER: Schema = {
    "base_version": Field(1, "int64"),
    "sequence": Field(2, "int64"),
    "dimension": Field(3, "uint32"),
    "codec": Field(4, "enum"),
    "checked": Field(5, "bool"),
    "attempt": Field(6, "uint32"),
    "figures": Field(7, FIGURE, repeated=True),
}
PUSH_REPLY: Schema = {"weight": Field(1, "double")}
LEAVE_REQUEST: Schema = {"reason": Field(1, "string")}
GUARANTEE: Schema = {
    "tolerated": Field(1, "uint32"),
    "members": Field(2, "uint32"),
    "tolerance": Field(3, "string"),
    "excluded": Field(4, DISTRUSTED_WORKER, repeated=True),
    "variance_to_norm": Field(5, "string"),
}

STATUS_REPLY: Schema = {
    "job": Field(1, "string"),
    "state": Field(2, "enum"),
    "version": Field(3, "int64"),
    "final_version": Field(4, "int64"),
    "workers": Field(5, "uint32"),
    "byzantine": Field(6, "uint32"),
    "connected": Field(7, "uint32"),
    "distrusted": Field(8, DISTRUSTED_WORKER, repeated=True),
    "message": Field(9, "string"),
    "guarantee": Field(10, GUARANTEE, optional=True),
}

_WIRE_TYPES = {"string": _BYTES, "double": _FIXED64, "float": _FIXED32, "fixed32": _FIXED32}
_PACKED = {"double": "<d", "float": "<f", "fixed32": "<I"}
_HEADER, _OFFSET, _CHECKSUM, _DATA = 1, 2, 3, 15


class Frame(NamedTuple):
    """One message of a pull or push stream: either a header or data from an offset on."""

    header: Optional[memoryview]
    offset: int
    data: memoryview


def encode(schema: Schema, values: Mapping[str, Any]) -> bytes:
    """The bytes of a message; fields that are missing, None or zero are left out."""
    out = []
    for name, field in schema.items():
        value = values.get(name)
        for item in value or () if field.repeated else (value,):
            if item is not None and (item or field.repeated or field.optional):
                out.append(_encoded(field, item))
    return b"".join(out)


def decode(schema: Schema, message: Buffer) -> Dict[str, Any]:
    """What a message says, with the defaults of proto3; unknown fields are skipped."""
    by_number = {field.number: name for name, field in schema.items()}
    values = {name: _default(field) for name, field in schema.items()}
    for number, wire_type, raw in _fields(memoryview(message)):
        name = by_number.get(number)
        if name is not None:
            _put(values, name, schema[name], wire_type, raw)
    return values


def header_frame(header: bytes) -> bytes:
    """The first frame of a push or a pull."""
    return _delimited(_HEADER, header)


def data_frame(offset: int, data: Buffer, checksum: Optional[int] = None) -> bytes:
    """A frame with data, copied once; the last of a push has the checksum of all of them."""
    position = _varint(_OFFSET << 3 | _VARINT) + _varint(offset) if offset else b""
    if checksum is not None:
        position += _varint(_CHECKSUM << 3 | _FIXED32) + struct.pack("<I", checksum)
    prefix = position + _varint(_DATA << 3 | _BYTES) + _varint(len(data))
    return b"".join((prefix, data))


def read_frame(message: bytes) -> Frame:
    """Finds header, offset and data, without a copy; each may be there once."""
    seen: Dict[int, Any] = {}
    for number, wire_type, raw in _fields(memoryview(message)):
        if number in (_HEADER, _OFFSET, _DATA):
            if wire_type != (_VARINT if number == _OFFSET else _BYTES):
                raise MalformedError(f"field {number} of a frame has wire type {wire_type}")
            if number in seen:
                raise MalformedError(f"a frame has two fields {number}")
            seen[number] = raw
    offset = seen.get(_OFFSET, 0)
    if offset >= MAX_DIMENSION:
        raise MalformedError(f"offset must be less than {MAX_DIMENSION}, got {offset}")
    if (_HEADER in seen) == (_DATA in seen):
        got = "both" if _DATA in seen else "neither"
        raise MalformedError(f"a frame has either a header or data, got {got}")
    return Frame(seen.get(_HEADER), offset, seen.get(_DATA, memoryview(b"")))


def printable(text: str, longest: int) -> str:
    """Text from the other end, cut, and with a question mark for what would change the line."""
    cut = text[:longest]
    return "".join("?" if unicodedata.category(c) in _UNPRINTABLE else c for c in cut)


def _varint(value: int) -> bytes:
    rest = value & _MASK64
    out = bytearray()
    while rest > 0x7F:
        out.append(rest & 0x7F | 0x80)
        rest >>= 7
    out.append(rest)
    return bytes(out)


def _delimited(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _encoded(field: Field, value: Any) -> bytes:
    if not isinstance(field.kind, str):
        return _delimited(field.number, encode(field.kind, value))
    if field.kind == "string":
        return _delimited(field.number, value.encode())
    tag = _varint(field.number << 3 | _WIRE_TYPES.get(field.kind, _VARINT))
    if field.kind in _PACKED:
        return tag + struct.pack(_PACKED[field.kind], value)
    return tag + _varint(int(value))


def _default(field: Field) -> Any:
    if field.repeated:
        return []
    if field.optional or not isinstance(field.kind, str):
        return None
    return {"string": "", "double": 0.0, "float": 0.0, "bool": False}.get(field.kind, 0)


def _put(values: Dict[str, Any], name: str, field: Field, wire_type: int, raw: Any) -> None:
    if not field.repeated:
        values[name] = _decoded(name, field, wire_type, raw)
        return
    is_scalar = isinstance(field.kind, str) and field.kind not in _WIRE_TYPES
    if is_scalar and wire_type == _BYTES:
        at = 0
        while at < len(raw):
            packed, at = _read_varint(raw, at)
            values[name].append(_decoded(name, field, _VARINT, packed))
    else:
        values[name].append(_decoded(name, field, wire_type, raw))


def _decoded(name: str, field: Field, wire_type: int, raw: Any) -> Any:
    scalar = field.kind if isinstance(field.kind, str) else "message"
    expected = _BYTES if scalar == "message" else _WIRE_TYPES.get(scalar, _VARINT)
    if wire_type != expected:
        raise MalformedError(f"{name} has wire type {wire_type}, not {expected}")
    if not isinstance(field.kind, str):
        return decode(field.kind, raw)
    if scalar == "string":
        return bytes(raw).decode(errors="replace")
    if scalar in _PACKED:
        return struct.unpack(_PACKED[scalar], raw)[0]
    if scalar == "int64":
        return raw - (1 << 64) if raw >> 63 else raw
    return {"bool": bool(raw), "uint64": raw}.get(scalar, raw & 0xFFFF_FFFF)


def _fields(message: memoryview) -> Iterator[Tuple[int, int, Any]]:
    """Number, wire type and content of each field: a number, or a view of bytes."""
    at, end = 0, len(message)
    while at < end:
        tag, at = _read_varint(message, at)
        number, wire_type = tag >> 3, tag & 7
        if number == 0 or tag > 0xFFFF_FFFF:
            raise MalformedError(f"no field has the tag {tag}")
        if wire_type == _VARINT:
            value, at = _read_varint(message, at)
            yield number, wire_type, value
            continue
        if wire_type == _BYTES:
            length, at = _read_varint(message, at)
        elif wire_type in (_FIXED64, _FIXED32):
            length = 8 if wire_type == _FIXED64 else 4
        else:
            raise MalformedError(f"wire type {wire_type} is not supported")
        if length > end - at:
            raise MalformedError(f"a field of {length} bytes exceeds the {end - at} that are left")
        yield number, wire_type, message[at : at + length]
        at += length


def _read_varint(message: memoryview, at: int) -> Tuple[int, int]:
    value = 0
    for shift in range(0, 64, 7):
        if at == len(message):
            raise MalformedError("the message ends inside a number")
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & _MASK64, at
    raise MalformedError("a number has more than 10 bytes")
