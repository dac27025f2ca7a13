"""The client against servers that lie, stall, or refuse; what it believes keeps the contract."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import tracemalloc
import unittest
from pathlib import Path
from typing import Any, Iterable, Iterator, List

import grpc
import numpy as np

import bft
from bft import wire
from bft.checksum import Checksum
from bft.delta import DELTA, model_checksum
from fake_server import FakeServer, contract, data, header, refusal

ONCE = bft.Limits(give_up=0.0, wait=0.0, idle=5.0)


class HostileServerTest(unittest.TestCase):
    def serve(self, **answers: Any) -> FakeServer:
        server = FakeServer(**answers)
        self.addCleanup(server.stop)
        return server

    def connect(self, server: FakeServer, limits: bft.Limits = ONCE, **more: Any) -> bft.Client:
        client = bft.connect(server.address, "secret", limits=limits, **more)
        self.addCleanup(client.close)
        return client

    def pulled(self, *frames: bytes) -> "bft.Model[bft.Verdict]":
        return self.connect(self.serve(Pull=lambda sent, call: frames)).pull()

    def assert_broken(self, what: str, *frames: bytes) -> None:
        with self.assertRaisesRegex(bft.ServerError, "DATA_LOSS: the server broke.*" + what):
            self.pulled(*frames)

    def test_a_whole_model_is_taken(self) -> None:
        model = self.pulled(header(3), data(0, 1, 2), data(2, 3, 4))
        self.assertEqual(3, model.version)
        np.testing.assert_array_equal([1, 2, 3, 4], model.parameters)

    def test_a_model_that_is_cut_short_is_none(self) -> None:
        self.assert_broken("ended after 2 of 4 floats", header(3), data(0, 1, 2))

    def test_more_floats_than_the_dimension_are_refused(self) -> None:
        frames = [header(3), data(0, 1, 2), data(2, 3, 4, 5)]
        self.assert_broken("up to 5 exceed the dimension 4", *frames)

    def test_a_gap_is_refused(self) -> None:
        self.assert_broken("offset 3 came where offset 2", header(3), data(0, 1, 2), data(3, 4))

    def test_data_before_the_header_are_refused(self) -> None:
        self.assert_broken("where the header was due", data(0, 1, 2))

    def test_a_second_header_is_refused(self) -> None:
        self.assert_broken("a second header", header(3), header(4))

    def test_an_empty_answer_is_refused(self) -> None:
        self.assert_broken("ended before its header")

    def test_another_dimension_than_the_contracts_is_refused(self) -> None:
        self.assert_broken(r"dimension must be in \[4, 4\], got 5", header(3, dimension=5))

    def test_a_version_beyond_the_last_is_refused(self) -> None:
        self.assert_broken(r"version must be in \[-1, 10\], got 11", header(11))

    def in_codec(self, number: int, values: bytes) -> Any:
        fields = {"version": 3, "dimension": 4, "state": 2, "codec": number}
        return [
            wire.header_frame(wire.encode(wire.PULL_HEADER, fields)), wire.data_frame(0, values)
        ]

    def test_a_model_comes_in_the_codec_that_was_asked_for_or_in_float32(self) -> None:
        def pull(sent: List[bytes], call: Any) -> Iterable[bytes]:
            asked = wire.decode(wire.PULL_REQUEST, sent[0])["codec"]
            return self.in_codec(asked, b"\x80\x3f\x00\x40\x00\x00\x80\xbf")

        offers = dict(Join=lambda sent, call: [contract(pull_codecs=[1, 2])], Pull=pull)
        model = self.connect(self.serve(**offers), pull_codec="bfloat16").pull()
        np.testing.assert_array_equal([1, 2, 0, -1], model.parameters)
        self.assertEqual([1, 2, 3, 4], list(self.pulled(header(3), data(0, 1, 2, 3, 4)).parameters))
        self.assert_broken("a model in codec 1, asked for float32", *self.in_codec(1, b"\0" * 8))
        stale = self.connect(self.serve(Pull=lambda sent, call: [header(3), data(0, 1, 2, 3, 4)]),
                             pull_codec="float16")
        self.assertEqual(4, stale.pull().parameters[3])
        with self.assertRaisesRegex(ValueError, "travel in float32, bfloat16, float16, delta"):
            bft.Client("127.0.0.1:1", "token", pull_codec="int8")

    def changing(self, checksum: Any, limits: bft.Limits) -> Any:
        """A client that has one model, of a server whose next one comes as no change at all."""
        asked: List[int] = []

        def pull(sent: List[bytes], call: Any) -> Iterable[bytes]:
            asked.append(wire.decode(wire.PULL_REQUEST, sent[0])["codec"])
            if asked[-1] != DELTA.number:
                return [header(2 + len(asked)), data(0, 1, 2, 3, 4)]
            fields = {"version": 4, "dimension": 4, "state": 2, "codec": 12, "checksum": checksum}
            unchanged = wire.data_frame(0, b"\4\0\0\0\0")
            return [wire.header_frame(wire.encode(wire.PULL_HEADER, fields)), unchanged]

        offers = dict(Join=lambda sent, call: [contract(pull_codecs=[1, 2, 12])], Pull=pull)
        client = self.connect(self.serve(**offers), limits=limits, pull_codec="delta")
        np.testing.assert_array_equal([1, 2, 3, 4], client.pull().parameters)
        return client, asked

    def test_a_model_comes_as_what_has_changed_since_the_one_before(self) -> None:
        checksum = model_checksum(np.array([1, 2, 3, 4], np.float32))
        for out in (None, np.zeros(4, np.float32)):
            client, asked = self.changing(checksum, ONCE)
            model = client.pull(out)
            self.assertEqual(4, model.version)
            np.testing.assert_array_equal([1, 2, 3, 4], model.parameters)
            self.assertEqual([0, 12], asked)

    def test_changes_that_make_another_model_than_the_servers_are_not_believed(self) -> None:
        for checksum in (None, 7):
            client, asked = self.changing(checksum, bft.Limits(wait=0.0, idle=5.0))
            np.testing.assert_array_equal([1, 2, 3, 4], client.pull().parameters)
            self.assertEqual([0, 12, 0], asked)
            client, asked = self.changing(checksum, ONCE)
            with self.assertRaisesRegex(bft.ServerError, "made from version 3, has the checksum"):
                client.pull()

    def test_a_rate_that_is_none_is_refused(self) -> None:
        fields = {"version": 1, "dimension": 4, "state": 2, "rate": float("inf")}
        frame = wire.header_frame(wire.encode(wire.PULL_HEADER, fields))
        self.assert_broken("rate must be finite", frame)

    def test_a_task_beyond_its_limits_is_refused(self) -> None:
        for wrong in ({"version": 0}, {"version": 1, "model": "m" * 201}):
            server = self.serve(Join=lambda sent, call: [contract(task=wrong)])
            with self.subTest(wrong), self.assertRaisesRegex(bft.ServerError, "task"):
                self.connect(server)

    def test_a_state_that_there_is_not_is_refused(self) -> None:
        self.assert_broken("state of the job is missing", header(1, state=0))

    def test_bytes_that_are_no_multiple_of_a_float_are_refused(self) -> None:
        self.assert_broken("multiple of 4 bytes, got 5", header(3), wire.data_frame(0, b"12345"))

    def test_every_prefix_and_every_flipped_bit_is_read_or_refused(self) -> None:
        whole = contract(tensors=[{"name": "w", "shape": [2, 2]}], last_sequence=2**62)
        for at in range(len(whole)):
            self.read_or_refused(whole[:at])
            for bit in range(8):
                flipped = bytearray(whole)
                flipped[at] ^= 1 << bit
                self.read_or_refused(bytes(flipped))

    def read_or_refused(self, message: bytes) -> None:
        try:
            bft.contract.read_contract(message)
        except bft.errors.MalformedError:
            pass

    def test_the_size_of_a_model_is_refused_before_anything_is_allocated(self) -> None:
        server = self.serve(Join=lambda sent, call: [contract(dimension=2**31 - 9)])
        tracemalloc.start()
        try:
            with self.assertRaisesRegex(bft.ServerError, "2147483639 parameters, this client"):
                self.connect(server)
            self.assertLess(tracemalloc.get_traced_memory()[1], 10_000_000)
        finally:
            tracemalloc.stop()

    def test_a_header_alone_makes_no_memory_resident(self) -> None:
        large = 1 << 28
        server = self.serve(
            Join=lambda sent, call: [contract(dimension=large)],
            Pull=lambda sent, call: [header(1, dimension=large)],
        )
        before = resident_bytes()
        with self.assertRaisesRegex(bft.ServerError, "ended after 0 of"):
            self.connect(server).pull()
        self.assertLess(resident_bytes() - before, 1 << 28)

    def test_a_message_beyond_the_limit_is_refused_by_its_declared_size(self) -> None:
        server = self.serve(Join=lambda sent, call: [bytes(wire.MAX_MESSAGE_BYTES + 1)])
        with self.assertRaisesRegex(bft.ServerError, "RESOURCE_EXHAUSTED"):
            self.connect(server)

    def test_a_silent_server_is_given_up_after_the_idle_time(self) -> None:
        forever = threading.Event()
        self.addCleanup(forever.set)

        def stall(sent: List[bytes], call: Any) -> Iterator[bytes]:
            yield header(3)
            forever.wait()

        client = self.connect(self.serve(Pull=stall), bft.Limits(give_up=0, wait=0, idle=0.5))
        with self.assertRaisesRegex(bft.ServerError, "nothing from the server for 0.5 s"):
            client.pull()
        self.assertIsNone(client.model)

    def test_a_server_that_trickles_is_given_up_in_the_end(self) -> None:
        forever = threading.Event()
        self.addCleanup(forever.set)

        def trickle(sent: List[bytes], call: Any) -> Iterator[bytes]:
            yield header(3)
            while not forever.wait(0.05):
                yield header(3)

        limits = bft.Limits(give_up=0, wait=0, idle=2, transfer=1)
        with self.assertRaises(bft.ServerError):
            self.connect(self.serve(Pull=trickle), limits).pull()

    def test_a_call_too_many_is_repeated_later(self) -> None:
        answers = iter([refusal(grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_STREAMS", "later")])

        def status(sent: List[bytes], call: Any) -> Iterable[bytes]:
            first = next(answers, None)
            if first is not None:
                return first(sent, call)
            return [wire.encode(wire.STATUS_REPLY, {"job": "j", "state": 2})]

        server = self.serve(Status=status)
        self.assertEqual("j", self.connect(server, bft.Limits(give_up=30)).status().job)
        self.assertEqual(2, len(server.received["Status"]))
        self.assertEqual(1, len(server.received["Join"]))

    def test_the_words_of_a_refusal_cannot_change_the_line_they_are_printed_on(self) -> None:
        words = "two\nlines \x1b[31m and red" + "x" * 2000
        status = refusal(grpc.StatusCode.UNAUTHENTICATED, "UNKNOWN_WORKER", words)
        with self.assertRaises(bft.RefusedError) as caught:
            self.connect(self.serve(Join=status))
        self.assertEqual("two?lines ?[31m and red", caught.exception.detail[:24].rstrip("x"))
        self.assertEqual(1000, len(caught.exception.detail))

    def test_a_push_whose_answer_is_lost_is_repeated_with_the_same_sequence(self) -> None:
        def push(sent: List[bytes], call: Any) -> Iterable[bytes]:
            if len(server.received["Push"]) == 1:
                call.abort(grpc.StatusCode.UNAVAILABLE, "lost")
            return [wire.encode(wire.PUSH_REPLY, {"weight": 0.5})]

        server = self.serve(Push=push, Pull=lambda sent, call: [header(1), data(0, 1, 2, 3, 4)])
        client = self.connect(server, bft.Limits(give_up=30))
        verdict = client.pull().push([5, 6, 7, 8])
        self.assertEqual(0.5, verdict.weight)
        first, again = server.received["Push"]
        self.assertEqual(first, again)
        self.assertEqual(2, len(server.received["Join"]))
        values = np.float32([5, 6, 7, 8]).tobytes()
        checksum = Checksum()
        checksum.add(values)
        self.assertEqual(wire.data_frame(2, values[8:], checksum.value), again[2])

    def test_further_gradients_on_a_version_have_numbers_if_they_are_allowed(self) -> None:
        for allowed, expected in ((3, [0, 1, 2, 2]), (0, [0, 0, 0, 0])):
            server = self.serve(
                Join=lambda sent, call: [contract(attempts=allowed)],
                Push=lambda sent, call: [wire.encode(wire.PUSH_REPLY, {"weight": 1})],
                Pull=lambda sent, call: [header(1), data(0, 1, 2, 3, 4)],
            )
            model = self.connect(server).pull()
            for _ in range(4):
                model.push([1, 2, 3, 4])
            heads = [wire.read_frame(frames[0]).header for frames in server.received["Push"]]
            told = [wire.decode(wire.PUSH_HEADER, head) for head in heads if head is not None]
            self.assertEqual(expected, [fields["attempt"] for fields in told])

    def test_a_weight_that_is_none_is_refused(self) -> None:
        answer = [wire.encode(wire.PUSH_REPLY, {"weight": float("nan")})]
        server = self.serve(
            Push=lambda sent, call: answer,
            Pull=lambda sent, call: [header(1), data(0, 1, 2, 3, 4)],
        )
        with self.assertRaisesRegex(bft.ServerError, "weight must be finite"):
            self.connect(server).pull().push([1, 2, 3, 4])

    def test_another_job_at_the_same_address_is_told(self) -> None:
        names = iter(["first", "second"])
        server = self.serve(
            Join=lambda sent, call: [contract(job=next(names))],
            Pull=lambda sent, call: call.abort(grpc.StatusCode.UNAVAILABLE, "restarting"),
        )
        client = self.connect(server, bft.Limits(give_up=30))
        with self.assertRaisesRegex(bft.ServerError, "joined job first .* now finds second"):
            client.pull()

    def test_the_token_travels_in_every_call(self) -> None:
        server = self.serve()
        self.connect(server)
        self.assertEqual("Bearer secret", server.metadata[wire.AUTHORIZATION])

    def test_what_a_user_gets_wrong_is_said_before_any_call(self) -> None:
        wrong = {
            "server must be HOST:PORT": lambda: bft.connect("nohost", "t"),
            "port in": lambda: bft.connect("h:99999", "t"),
            "a token needs": lambda: bft.connect("h:1", "two words"),
            "either token or token_file": lambda: bft.connect("h:1"),
            "codec 'zip' is not known, there are: float32": lambda: bft.connect(
                "h:1", "t", codec="zip"
            ),
            "certificate and key go together": lambda: bft.Tls(key="k"),
            "wait must be in": lambda: bft.Limits(wait=61),
        }
        for message, call in wrong.items():
            with self.subTest(message), self.assertRaisesRegex(ValueError, message):
                call()


@unittest.skipUnless(shutil.which("openssl"), "openssl makes the certificates")
class TlsTest(unittest.TestCase):
    def test_the_server_is_believed_by_its_certificate_alone(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            key, certificate = (Path(directory, name) for name in ("key.pem", "cert.pem"))
            command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
            command += ["-keyout", str(key), "-out", str(certificate), "-subj", "/CN=ps.test"]
            command += ["-addext", "subjectAltName=DNS:ps.test"]
            subprocess.run(command, check=True, capture_output=True)
            pair = ((key.read_bytes(), certificate.read_bytes()),)
            credentials = grpc.ssl_server_credentials(pair, certificate.read_bytes(), True)
            server = FakeServer(credentials)
            self.addCleanup(server.stop)
            tls = bft.Tls(certificate, certificate, key, "ps.test")
            with bft.connect(server.address, "secret", tls=tls, limits=ONCE) as client:
                self.assertEqual("fake", client.contract.job)
            for other in (None, bft.Tls(certificate, certificate, key), bft.Tls()):
                with self.assertRaises(bft.ServerError):
                    bft.connect(server.address, "secret", tls=other, limits=ONCE)


def resident_bytes() -> int:
    """Of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096
