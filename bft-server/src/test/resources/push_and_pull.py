"""Works with gradients of zeros for some time, and prints what became of them.

usage: push_and_pull.py PORT TOKEN DIMENSION SECONDS
"""

import collections
import sys
import time

import grpc

CHUNK = 61_408


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        shift += 7
        if byte < 0x80:
            return value, at


def version_of(frame):
    """The version in the header of a pull; a field that is absent is 0."""
    _, at = read_varint(frame, 1)
    return read_varint(frame, at + 1)[0] if at < len(frame) and frame[at] == 0x08 else 0


def frames(version, sequence, dimension):
    fields = b"\x08" + varint(version) + b"\x10" + varint(sequence) + b"\x18" + varint(dimension)
    yield b"\x0a" + varint(len(fields)) + fields
    for start in range(0, dimension, CHUNK):
        data = bytes(4 * min(CHUNK, dimension - start))
        yield b"\x10" + varint(start) + b"\x7a" + varint(len(data)) + data


def main(port, token, dimension, seconds):
    outcomes = collections.Counter()
    metadata = [("authorization", f"Bearer {token}")]
    until = time.monotonic() + seconds
    version, sequence = -1, 0
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        same = lambda message: message
        pull = channel.unary_stream("/bft.v1.ParameterServer/Pull", same, same)
        push = channel.stream_unary("/bft.v1.ParameterServer/Push", same, same)
        while time.monotonic() < until:
            try:
                newer = (version & 0xFFFF_FFFF_FFFF_FFFF) if version < 0 else version
                request = b"\x08" + varint(newer) + b"\x10" + varint(20_000)
                version = version_of(list(pull(request, metadata=metadata))[0])
                sequence += 1
                push(frames(version, sequence, dimension), metadata=metadata)
                outcomes["accepted"] += 1
            except grpc.RpcError as error:
                trailers = dict(error.trailing_metadata() or [])
                outcomes[trailers.get("bft-reason", str(error.code()))] += 1
    print(" ".join(f"{outcome}={count}" for outcome, count in sorted(outcomes.items())))


main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
