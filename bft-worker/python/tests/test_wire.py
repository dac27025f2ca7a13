"""The wire: what the contract's text declares, and the bytes that the Java client sends."""

from __future__ import annotations

import dataclasses
import json
import re
import unittest
from typing import Any, Dict

import numpy as np

from bft import codec, codecs, contract, delta, session, wire
from bft.errors import MalformedError, Refusal
from support import RESOURCES

PROTO = RESOURCES.parent.parent / "main" / "proto" / "bft" / "v1" / "parameter_server.proto"

MESSAGES = {
    "Task": wire.TASK,
    "JoinRequest": wire.JOIN_REQUEST,
    "JoinReply": wire.JOIN_REPLY,
    "Tensor": wire.TENSOR,
    "PullRequest": wire.PULL_REQUEST,
    "PullHeader": wire.PULL_HEADER,
    "Figure": wire.FIGURE,
    "PushHeader": wire.PUSH_HEADER,
    "PushReply": wire.PUSH_REPLY,
    "LeaveRequest": wire.LEAVE_REQUEST,
    "StatusReply": wire.STATUS_REPLY,
    "DistrustedWorker": wire.DISTRUSTED_WORKER,
    "Guarantee": wire.GUARANTEE,
}
# This client sends gradients in its calls only: it skips what it is told about datagrams.
NOT_HERE = {"datagrams", "as_datagrams"}
SCALARS = {"uint32", "uint64", "int64", "double", "float", "bool", "string", "fixed32"}


def declared(message: str) -> Dict[str, Any]:
    """The fields of a message as the .proto declares them."""
    text = re.sub("//.*", "", PROTO.read_text())
    body = re.search(r"\bmessage %s \{(.*?)\}" % message, text, re.DOTALL)
    assert body is not None, message
    pattern = r"(repeated |optional |)(\w+) (\w+) = (\d+);"
    fields = {}
    for label, kind, name, number in re.findall(pattern, body.group(1)):
        if name in NOT_HERE:
            continue
        known = kind if kind in SCALARS else MESSAGES.get(kind, "enum")
        repeated, optional = label == "repeated ", label == "optional "
        fields[name] = wire.Field(int(number), known, repeated, optional)
    return fields


class WireTest(unittest.TestCase):
    def test_messages_are_what_the_contract_declares(self) -> None:
        for name, schema in MESSAGES.items():
            with self.subTest(name):
                self.assertEqual(declared(name), dict(schema))

    def test_reasons_are_those_of_the_contract(self) -> None:
        named = re.findall(r"^//   ([A-Z_]+) +[A-Z_]+ +\S", PROTO.read_text(), re.MULTILINE)
        self.assertEqual(named, [reason.name for reason in Refusal])

    def test_figures_are_those_of_the_contract(self) -> None:
        named = re.findall(r"FIGURE_NAME_(\w+) = ([1-9]\d*);", PROTO.read_text())
        self.assertEqual({name.lower(): int(number) for name, number in named}, wire.FIGURES)

    def test_a_message_comes_back_as_it_went(self) -> None:
        values = {
            "job": "job", "state": 2, "version": -1, "final_version": 2**62, "workers": 300,
            "byzantine": 0, "connected": 1, "message": "",
            "distrusted": [{"worker": 0, "reason": "far"}, {"worker": 9, "reason": ""}],
            "guarantee": {
                "tolerated": 1, "members": 9, "tolerance": "f = 1", "excluded": [],
                "variance_to_norm": "",
            },
        }
        encoded = wire.encode(wire.STATUS_REPLY, values)
        self.assertEqual(values, wire.decode(wire.STATUS_REPLY, encoded))

    def test_unknown_fields_are_skipped(self) -> None:
        unknown = b"\xf8\x07\x01" + b"\xfa\x07\x02hi" + b"\xf9\x07" + bytes(8)
        message = unknown + wire.encode(wire.LEAVE_REQUEST, {"reason": "why"}) + unknown
        self.assertEqual({"reason": "why"}, wire.decode(wire.LEAVE_REQUEST, message))

    def test_frames_that_are_none_are_refused(self) -> None:
        both = wire.header_frame(b"") + wire.data_frame(0, b"1234")
        for broken in (b"", both, b"\x7a\x05123", b"\x0b", b"\x7a", b"\x10" + b"\xff" * 10, b"\x00",
                       wire.data_frame(2**31, b"1234"), b"\x78\x01"):
            with self.subTest(broken), self.assertRaises(MalformedError):
                wire.read_frame(broken)


class SharedVectorsTest(unittest.TestCase):
    """What the Java client's own test has written."""

    def setUp(self) -> None:
        self.vectors = json.loads((RESOURCES / "shared-vectors.json").read_text())
        bits = [int(value, 16) for value in self.vectors["values"]]
        self.values = np.array(bits, np.uint32).view(np.float32)

    def test_the_same_gradient_is_the_same_bytes_in_every_codec(self) -> None:
        seed = codec.noise_seed(-5, 3, 7)
        self.assertEqual(self.vectors["seed"] % 2**64, seed)
        for name, frames in self.vectors["pushes"].items():
            with self.subTest(name):
                chosen = codecs.named(name)
                # Which of the bits of a NaN the means of sparse codecs have depends on the machine.
                values = self.values[200 if chosen.number >= 7 else 0 :]
                header = session.push_header(7, 2**40, len(values), chosen)
                chunk_bytes = self.vectors["chunk-bytes"]
                sent = session.push_frames(header, values, chosen, chunk_bytes, seed)
                self.assertEqual(frames, [frame.hex() for frame in sent])

    def test_the_same_bytes_are_the_same_numbers_in_every_codec(self) -> None:
        numbers = self.values[200:900]
        seed = codec.noise_seed(-5, 3, 7)
        for name, bits in self.vectors["arrivals"].items():
            with self.subTest(name):
                chosen = codecs.named(name)
                chunk = chosen.encoder(numbers, seed)(0, len(numbers))
                self.assertEqual(len(numbers), chosen.count(chunk))
                arrived = np.empty_like(numbers)
                chosen.decode(chunk, arrived)
                self.assertEqual(bits, [f"{value:08x}" for value in arrived.view(np.uint32)])
                self.assert_lost(chosen, numbers, arrived, seed)

    def assert_lost(self, chosen: codec.Codec, sent: Any, arrived: Any, seed: int) -> None:
        """Across chunks, whose blocks begin at the same places."""
        lost = sent.copy()
        session.keep_lost(lost, chosen, 245_632, seed)
        np.testing.assert_array_equal(np.float32(chosen.feedback) * (sent - arrived), lost)

    def test_codecs_that_are_not_known_are_left_out(self) -> None:
        offered = codecs.offered([0, 99, 3, 6, 4], ["float32", "new", "int8:block=64", "sign:x=1"])
        self.assertEqual(["float32", "int8:block=64", "int4:block=256"],
                         [one.format for one in offered])
        self.assertEqual((codec.FLOAT32,), codecs.offered([], []))
        for wrong in ("zip", "int8:levels=0", "int8:block=9", "float32:x=1", "int4:levels=8",
                      "sign:feedback=2", "int8:block=8,block=8", "ternary:rounding=up"):
            with self.subTest(wrong), self.assertRaises(ValueError):
                codecs.named(wrong)

    def test_chunks_that_are_cut_or_changed_are_read_or_refused(self) -> None:
        numbers = self.values[200:500]
        for name in codecs.KINDS:
            chosen = codecs.named(name)
            chunk = bytes(chosen.encoder(numbers, 1)(0, len(numbers)))
            rng = np.random.default_rng(1)
            changed = [chunk[:length] for length in range(0, len(chunk), 7)]
            for _ in range(200):
                other = bytearray(chunk)
                other[rng.integers(len(other))] = rng.integers(256)
                changed.append(bytes(other))
            with self.subTest(name):
                for one in changed:
                    self.read_or_refused(chosen, memoryview(one))

    def read_or_refused(self, chosen: codec.Codec, chunk: memoryview) -> None:
        try:
            count = chosen.count(chunk)
            if count <= 1000:
                chosen.decode(chunk, np.empty(count, np.float32))
        except MalformedError:
            pass

    def test_changes_of_another_version_give_this_one_to_the_bit(self) -> None:
        row = np.roll(self.values, -1)
        due = 0
        for frame in self.vectors["changes"]:
            chunk = wire.read_frame(bytes.fromhex(frame)).data
            end = due + delta.DELTA.count(chunk)
            delta.DELTA.decode(chunk, row[due:end])
            due = end
        self.assertEqual(len(row), due)
        np.testing.assert_array_equal(self.values.view(np.uint32), row.view(np.uint32))
        self.assertEqual(self.vectors["checksum"], delta.model_checksum(row))

    def test_changes_that_are_none_are_refused(self) -> None:
        whole = bytes(wire.read_frame(bytes.fromhex(self.vectors["changes"][0])).data)
        count = delta.DELTA.count(memoryview(whole))
        wide = whole[:4] + b"\x21" + whole[5:]
        for broken in (b"", whole[:-1], whole + b"x", b"\0" * 5, b"\xff" * 4 + whole[4:], wide):
            with self.subTest(broken[:6]), self.assertRaises(MalformedError):
                delta.DELTA.count(memoryview(broken))
        rng = np.random.default_rng(1)
        for _ in range(300):
            other = bytearray(whole)
            other[rng.integers(len(other))] = rng.integers(256)
            try:
                if delta.DELTA.count(memoryview(other)) == count:
                    delta.DELTA.decode(memoryview(other), np.zeros(count, np.float32))
            except MalformedError:
                pass

    def test_chunks_that_are_none_are_refused(self) -> None:
        chosen = codecs.named("int8:block=8")
        whole = bytes(chosen.encode(np.ones(11, np.float32), 0, 1))
        for broken in (b"", whole[:-1], whole + b"x", b"\0" * 4, b"\xff" * 4 + whole[4:]):
            with self.subTest(broken), self.assertRaises(MalformedError):
                chosen.count(memoryview(broken))
        negative = whole[:4] + np.float32(-1).tobytes() + whole[8:]
        with self.assertRaisesRegex(MalformedError, "scales must be in"):
            chosen.decode(memoryview(negative), np.empty(11, np.float32))

    def test_small_messages_are_the_same_bytes(self) -> None:
        join = {"protocol_version": 1, "instance": 2**64 - 2}
        self.assertEqual(self.vectors["join-request"], wire.encode(wire.JOIN_REQUEST, join).hex())
        pull = {"newer_than": -1, "wait_millis": 20_000}
        self.assertEqual(self.vectors["pull-request"], wire.encode(wire.PULL_REQUEST, pull).hex())

    def test_the_contract_is_read(self) -> None:
        read = contract.read_contract(bytes.fromhex(self.vectors["contract"]))
        tensors = (contract.Tensor("layer1.weight", (300, 2)), contract.Tensor("é", (1, 1, 7)))
        self.assertEqual(
            contract.Contract(
                job="näme", worker=3, workers=300, byzantine=99, dimension=607, tensors=tensors,
                task=contract.Task("mlp:100", 32, "reshuffled", "local-steps:k=5"),
                chunk_bytes=1024, codecs=(), seed=-5, final_version=2**40, last_sequence=12,
                run=2**64 - 6, start=7,
            ),
            dataclasses.replace(read, codecs=()),
        )
        known = {number: name for number, name in enumerate(codecs.KINDS)}
        self.assertEqual(known, {one.number: one.format.split(":")[0] for one in read.codecs})
