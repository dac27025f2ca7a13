"""The client of asyncio: the same verbs, several workers in one loop."""

from __future__ import annotations

import asyncio
import threading
import unittest
from typing import Iterator, List, Any

import numpy as np

import bft
import bft.aio
from fake_server import FakeServer, data, header
from support import ServerCase, one_report


class AioTest(ServerCase):
    def test_workers_of_one_loop_share_a_job(self) -> None:
        self.start_server(3, 1, 100_000, rule="median", rounds=4)

        async def work(worker: int) -> bft.Report:
            async with bft.aio.connect(self.address, self.token(worker)) as client:
                async for model in client:
                    await model.push(np.full(100_000, worker, np.float32))
                return client.report

        async def all_of_them() -> List[bft.Report]:
            return list(await asyncio.gather(*(work(worker) for worker in range(3))))

        reports = asyncio.run(all_of_them())
        self.assertEqual(["4 accepted, 0 refused"] * 3, [str(report) for report in reports])
        np.testing.assert_array_equal(np.full(100_000, -4), self.final_model())

    def test_verbs_one_by_one(self) -> None:
        self.start_server(1, 0, 2)

        async def work() -> None:
            client = await bft.aio.connect(self.address, self.token(0), codec="bfloat16")
            mine = np.ones(2, np.float32)
            model = await client.pull(out=mine)
            self.assertEqual([0, 0], list(mine))
            self.assertTrue((await model.push([1, 1], loss=0.75)).accepted)
            self.assertEqual(1, (await client.pull()).version)
            self.assertEqual({"loss": one_report(0.75)}, self.reported())
            self.assertFalse((await client.push([np.inf, 1])).accepted)
            self.assertEqual(1, (await client.status()).connected)
            await client.leave()
            await client.close()
            with self.assertRaisesRegex(bft.ServerError, "the client is closed"):
                await client.join()

        asyncio.run(work())

    def test_a_stranger_is_refused_with_a_reason(self) -> None:
        self.start_server(1, 0, 2)

        async def work() -> None:
            await bft.aio.connect(self.address, "nobody")

        with self.assertRaises(bft.RefusedError) as caught:
            asyncio.run(work())
        self.assertIs(bft.Refusal.UNKNOWN_WORKER, caught.exception.reason)


class HostileServerTest(unittest.TestCase):
    def test_a_silent_server_is_given_up_and_a_broken_one_told(self) -> None:
        forever = threading.Event()
        self.addCleanup(forever.set)

        def stall(sent: List[bytes], call: Any) -> Iterator[bytes]:
            yield header(3)
            forever.wait()

        self.assert_pull_fails("nothing from the server for 0.5 s", stall)
        self.assert_pull_fails("ended after 1 of 4", lambda sent, call: [header(3), data(0, 1)])

    def assert_pull_fails(self, message: str, answer: Any) -> None:
        server = FakeServer(Pull=answer)
        self.addCleanup(server.stop)
        limits = bft.Limits(give_up=0, wait=0, idle=0.5)

        async def work() -> None:
            client = await bft.aio.connect(server.address, "secret", limits=limits)
            try:
                await client.pull()
            finally:
                await client.close()

        with self.assertRaisesRegex(bft.ServerError, message):
            asyncio.run(work())


del ServerCase
