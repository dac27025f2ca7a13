"""Pushes gradients of zeros over one channel, and prints how often each reason was given.

usage: push_again_and_again.py PORT TOKEN DIMENSION PUSHES
"""

import collections
import sys

import grpc

CHUNK = 61_408


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def header(sequence, dimension):
    fields = b"\x10" + varint(sequence) + b"\x18" + varint(dimension)
    return b"\x0a" + varint(len(fields)) + fields


def frames(sequence, dimension):
    yield header(sequence, dimension)
    for start in range(0, dimension, CHUNK):
        data = bytes(4 * min(CHUNK, dimension - start))
        yield b"\x10" + varint(start) + b"\x7a" + varint(len(data)) + data


def main(port, token, dimension, pushes):
    reasons = collections.Counter()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        push = channel.stream_unary(
            "/bft.v1.ParameterServer/Push",
            request_serializer=lambda frame: frame,
            response_deserializer=lambda reply: reply,
        )
        for sequence in range(1, pushes + 1):
            try:
                push(
                    frames(sequence, dimension),
                    metadata=[("authorization", f"Bearer {token}")],
                )
                reasons["accepted"] += 1
            except grpc.RpcError as error:
                trailers = dict(error.trailing_metadata() or [])
                reasons[trailers.get("bft-reason", str(error.code()))] += 1
    print(" ".join(f"{reason}={count}" for reason, count in sorted(reasons.items())))


main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
