"""The client against a real server: the verbs, the end of jobs, lost servers and lost workers."""

from __future__ import annotations

import tracemalloc

import numpy as np

import bft
from support import ServerCase, one_report

SOON = bft.Limits(give_up=3.0)


class ClientTest(ServerCase):
    def test_a_worker_is_three_lines(self) -> None:
        self.start_server(1, 0, 3, rounds=4, schedule=0.5)
        versions = []
        for model in bft.connect(self.address, self.token(0)):
            versions.append(model.version)
            model.push(np.float32([1, 2, 4]))
        self.assertEqual([0, 1, 2, 3], versions)
        np.testing.assert_array_equal([-2, -4, -8], self.final_model())

    def test_join_tells_the_contract(self) -> None:
        self.start_server(3, 1, 6, rule="median", layout="w=2x2,2", job="named", seed=-5)
        contract = self.client(2).contract
        self.assertEqual(("named", 2, 3, 1, 6), (
            contract.job, contract.worker, contract.workers, contract.byzantine,
            contract.dimension,
        ))
        self.assertEqual((-5, 5, 0), (contract.seed, contract.final_version,
                                      contract.last_sequence))
        self.assertEqual(["float32", "bfloat16"], [codec.name for codec in contract.codecs])
        tensors = [(tensor.name, tensor.shape) for tensor in contract.tensors]
        self.assertEqual([("w", (2, 2)), ("", (2,))], tensors)

    def test_the_task_is_told_and_with_each_version_the_rate(self) -> None:
        task = {"model": "softmax", "batch": 16, "sampling": "reshuffled", "local": "none"}
        rate = "step:rate=0.5,factor=0.5,every=1"
        self.start_server(1, 0, 2, schedule=rate, **task)
        client = bft.Client(self.address, self.token(0))
        self.addCleanup(client.close)
        self.assertEqual(bft.Task("softmax", 16, "reshuffled", "none"), client.look().task)
        self.assertEqual(0, client.status().connected)
        rates = []
        for model in client:
            rates.append(model.rate)
            model.push([1, 1])
        self.assertEqual([0.5, 0.25, 0.125, 0.0625, 0.03125], rates)

    def test_memory_is_at_most_three_vectors(self) -> None:
        d = 1_000_000
        self.start_server(1, 0, d, rounds=4, codecs="float32,int8")
        for codec in ("float32", "int8"):
            with self.subTest(codec=codec):
                self.assertLess(self.peak_of_a_version(codec, d), 3 * 4 * d)

    def peak_of_a_version(self, codec: str, d: int) -> int:
        """Bytes for a model, a gradient and whatever the client needs to exchange them."""
        tracemalloc.start()
        try:
            with bft.connect(self.address, self.token(0), codec=codec) as client:
                gradient = np.full(d, 0.5, np.float32)
                for _ in range(2):
                    client.pull()
                    self.assertTrue(client.push(gradient).accepted)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def test_a_model_comes_into_an_array_of_the_callers(self) -> None:
        self.start_server(1, 0, 70_000, initial_scale=1, rounds=1)
        mine = np.zeros(70_000, np.float32)
        with self.client() as client:
            model = client.pull(out=mine)
            self.assertTrue(np.shares_memory(mine, model.parameters))
            self.assertGreater(np.count_nonzero(mine), 69_000)
            before = mine.copy()
            self.assertTrue(client.push(mine).accepted)
            client.pull(out=mine)
        np.testing.assert_allclose(mine, np.zeros_like(before), atol=1e-7)

    def test_a_model_that_the_client_keeps_cannot_be_written(self) -> None:
        self.start_server(1, 0, 2)
        model = self.client().pull()
        with self.assertRaises(ValueError):
            model.parameters[0] = 1

    def test_the_last_model_is_there_after_the_loop(self) -> None:
        self.start_server(1, 0, 2, rounds=2)
        client = self.client()
        for model in client:
            self.assertTrue(model.push([1, 0]).accepted)
        assert client.model is not None
        self.assertEqual(2, client.model.version)
        np.testing.assert_array_equal([-2, 0], client.model.parameters)
        self.assertEqual("2 accepted, 0 refused", str(client.report))

    def test_a_pull_beyond_the_last_model_tells_that_the_job_has_ended(self) -> None:
        self.start_server(1, 0, 2, rounds=1)
        client = self.client()
        client.pull().push([1, 0])
        self.assertEqual(1, client.pull().version)
        with self.assertRaisesRegex(bft.JobEndedError, "the job finished at version 1"):
            client.pull()

    def test_a_refused_gradient_is_a_verdict_with_the_servers_words(self) -> None:
        self.start_server(2, 0, 2, quorum=2)
        client = self.client()
        model = client.pull()
        verdict = model.push([np.nan, 1])
        self.assertFalse(verdict.accepted)
        self.assertIs(bft.Refusal.NON_FINITE, verdict.reason)
        self.assertIn("value at 0 is NaN", verdict.detail)
        self.assertEqual("0 accepted, 1 refused (NON_FINITE 1)", str(client.report))

    def test_figures_of_a_batch_are_shown_and_only_known_finite_ones_sent(self) -> None:
        self.start_server(1, 0, 2)
        client = self.client()
        client.pull().push([1, 0], loss=0.5, accuracy=1)
        client.pull()
        self.assertEqual(0.5, self.reported()["loss"]["median"])
        self.assertEqual(one_report(1), self.reported()["accuracy"])
        with self.assertRaisesRegex(TypeError, "figures are loss, accuracy, .*got los"):
            client.push([1, 0], los=0.5)
        self.assertTrue(client.push([1, 0], loss=np.nan, accuracy=0.25).accepted)
        client.pull()
        self.assertEqual({"accuracy": one_report(0.25)}, self.reported())

    def test_a_gradient_of_another_size_is_not_sent(self) -> None:
        self.start_server(1, 0, 2)
        with self.assertRaisesRegex(ValueError, "the gradient has 3 values, .* has 2"):
            self.client().pull().push([1, 2, 3])

    def test_a_stranger_is_refused_with_a_reason(self) -> None:
        self.start_server(1, 0, 2)
        with self.assertRaises(bft.RefusedError) as caught:
            bft.connect(self.address, "nobody")
        self.assertIs(bft.Refusal.UNKNOWN_WORKER, caught.exception.reason)

    def test_two_processes_with_one_token_do_not_take_turns(self) -> None:
        self.start_server(1, 0, 2)
        first = self.client()
        first.pull()
        self.client()
        with self.assertRaises(bft.RefusedError) as caught:
            first.push([1, 1])
        self.assertIs(bft.Refusal.SLOT_TAKEN, caught.exception.reason)
        with self.assertRaises(bft.RefusedError):
            first.status()

    def test_an_observer_watches_and_cannot_push(self) -> None:
        self.start_server(1, 0, 2)
        observer = self.client(None)
        self.assertIsNone(observer.contract.worker)
        self.assertEqual(0, observer.pull().version)
        with self.assertRaisesRegex(ValueError, "an observer has no gradient"):
            observer.push([1, 1])
        status = observer.status()
        self.assertEqual((0, 5, 1), (status.version, status.final_version, status.workers))

    def test_a_job_that_fails_says_why(self) -> None:
        self.start_server(2, 0, 2, round_timeout=1000, rule="mean", drain_timeout=20_000)
        client, other = self.client(0), self.client(1)
        with self.assertRaisesRegex(bft.JobFailedError, "at version 0: round 0"):
            for model in client:
                model.push([1, 1])
        other.leave()
        self.assertEqual(3, self.server_exit_code())

    def test_a_server_that_comes_back_finds_its_worker(self) -> None:
        self.start_server(1, 0, 2, rounds=3)
        client = self.client()
        client.pull()
        self.server.kill()
        self.server.wait()
        self.start_server(1, 0, 2, rounds=3)
        self.assertTrue(client.push([1, 1]).accepted)
        self.assertEqual(1, client.pull().version)

    def test_a_server_that_stays_away_is_given_up(self) -> None:
        self.start_server(1, 0, 2)
        client = self.client(limits=SOON)
        self.server.kill()
        self.server.wait()
        with self.assertRaisesRegex(bft.ServerError, "attempts in 3 s"):
            client.pull()

    def test_a_new_process_goes_on_with_the_sequence_in_mode_async(self) -> None:
        self.start_server(1, 0, 2, mode="async", filter="none", rounds=10)
        with self.client() as first:
            for _ in range(3):
                self.assertTrue(first.pull().push([1, 1]).accepted)
        second = self.client()
        self.assertEqual(3, second.contract.last_sequence)
        self.assertTrue(second.pull().push([1, 1]).accepted)

    def test_bfloat16_travels(self) -> None:
        self.start_server(1, 0, 100_000, rounds=1)
        gradient = np.linspace(-3, 3, 100_000, dtype=np.float32)
        with self.client(codec="bfloat16") as client:
            self.assertTrue(client.pull().push(gradient).accepted)
        np.testing.assert_allclose(-gradient, self.final_model(), rtol=1 / 256)

    def test_what_a_codec_loses_goes_to_the_next_gradient(self) -> None:
        self.start_server(1, 0, 8, rounds=2, codecs="sign:block=8")
        with self.client(codec="sign:block=8") as client:
            self.assertTrue(client.pull().push([8, 0, 0, 0, 0, 0, 0, 0]).accepted)
            self.assertTrue(client.pull().push(np.zeros(8)).accepted)
        np.testing.assert_array_equal([-2.75] + [0.75] * 7, self.final_model())

    def test_some_coordinates_travel(self) -> None:
        self.start_server(1, 0, 100_000, rounds=2, codecs="top-k:share=0.001")
        gradient = np.zeros(100_000, np.float32)
        gradient[::500] = np.arange(1, 201)
        with self.client(codec="top-k:share=0.001") as client:
            self.assertTrue(client.pull().push(gradient).accepted)
            self.assertTrue(client.pull().push(np.zeros(100_000)).accepted)
        np.testing.assert_array_equal(-gradient, self.final_model())

    def test_few_bits_travel(self) -> None:
        self.start_server(1, 0, 100_000, rounds=1, codecs="float32,int8,int4")
        gradient = np.linspace(-3, 3, 100_000, dtype=np.float32)
        with self.client(codec="int4:rounding=nearest") as client:
            self.assertTrue(client.pull().push(gradient).accepted)
        np.testing.assert_allclose(-gradient, self.final_model(), atol=3 / 7 / 2 + 1e-6)

    def test_a_codec_that_the_server_does_not_take_is_told_at_the_join(self) -> None:
        self.start_server(1, 0, 2, codecs="float32")
        with self.assertRaisesRegex(bft.ServerError, "bfloat16, the server takes float32"):
            self.client(codec="bfloat16")

    def test_a_model_beyond_the_limit_is_refused_at_the_join(self) -> None:
        self.start_server(1, 0, 1001)
        with self.assertRaisesRegex(bft.ServerError, "1001 parameters, this client allows 1000"):
            self.client(limits=bft.Limits(max_dimension=1000))

    def test_an_early_refusal_of_a_large_gradient_leaves_the_connection_whole(self) -> None:
        self.start_server(2, 0, 2_000_000)
        client = self.client()
        model = client.pull()
        gradient = np.zeros(2_000_000, np.float32)
        self.assertTrue(model.push(gradient).accepted)
        for _ in range(5):
            self.assertIs(bft.Refusal.DUPLICATE, model.push(gradient).reason)


del ServerCase
