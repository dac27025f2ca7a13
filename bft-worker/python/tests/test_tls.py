"""TLS to a real server: enrolled tokens that have the authority, certificates, both clients."""

from __future__ import annotations

import asyncio
import shutil
import unittest
from typing import Any

import numpy as np

import bft
import bft.aio
from support import TlsCase, python

ONCE = bft.Limits(give_up=0.0)


@unittest.skipUnless(shutil.which("openssl"), "openssl makes the certificates")
class TlsTest(TlsCase):
    def start(self, n: int, **options: Any) -> None:
        self.start_server(
            n, 0, 3,
            tls_certificate=self.directory / "server.pem",
            tls_key=self.directory / "server.key",
            **options,
        )

    def own(self, name: str, **names: Any) -> bft.Tls:
        files = (self.directory / (name + end) for end in (".pem", ".key"))
        return bft.Tls(self.directory / "ca.pem", *files)

    def test_the_token_that_enrol_prints_is_all_that_a_worker_needs(self) -> None:
        self.start(2, rounds=3)
        tokens = [self.enrolled("worker-0"), self.enrolled("worker-1")]
        sure = {"token": tokens[1], "limits": ONCE}
        with self.assertRaises(bft.ServerError):
            bft.connect(self.address, tokens[1].split(".")[1], limits=ONCE)  # plain text
        with self.assertRaises(bft.ServerError):
            bft.connect(self.address, tls=bft.Tls(), token=tokens[1].split(".")[1], limits=ONCE)
        with self.assertRaisesRegex(ValueError, "damaged"):
            bft.connect(self.address, tokens[1][:-8])

        async def other() -> None:
            async with bft.aio.connect(self.address, **sure) as client:
                async for model in client:
                    await model.push(np.float32([2, 2, 2]))

        script = self.directory / "other.log"
        process = python("tls_worker.py", self.address, tokens[0], log=script)
        self.ended_with_test(process)
        asyncio.run(other())
        self.assertEqual(0, process.wait(60), script.read_text())
        np.testing.assert_array_equal([-6, -6, -6], self.final_model())

    def test_a_certificate_is_the_worker_and_needs_no_token(self) -> None:
        self.sign("zero", "DNS:worker-0")
        self.sign("nobody", "DNS:nobody")
        self.start(1, rounds=2, tls_client_ca=self.directory / "ca.pem")
        for tls in (self.own("nobody"), bft.Tls(self.directory / "ca.pem")):
            with self.assertRaises(bft.RefusedError) as caught:
                bft.connect(self.address, token=self.token(0), tls=tls, limits=ONCE)
            self.assertIs(bft.Refusal.UNKNOWN_WORKER, caught.exception.reason)
        with self.assertRaisesRegex(ValueError, "or tls with a certificate"):
            bft.connect(self.address)
        client = bft.connect(self.address, tls=self.own("zero"))
        self.addCleanup(client.close)
        self.assertEqual(0, client.contract.worker)
        for model in client:
            model.push(np.ones(3, np.float32))
        np.testing.assert_array_equal([-2, -2, -2], self.final_model())


del TlsCase
