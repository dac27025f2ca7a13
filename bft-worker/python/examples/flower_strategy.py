"""A strategy for Flower that aggregates with one of this project's rules.

    app = flwr.server.ServerApp(...)      # or flwr.server.start_server(strategy=...)
    strategy = RobustStrategy("nnm,trimmed-mean", f=2, command=["experiments/bft"])

What clients send are whole models; the rule sees how each differs from the model it began with.
Rows stand in the order of the clients' names, so rules that remember their senders can be used as
long as the same clients take part. Clients that failed, or sent something else than such a model,
are missing rows: with too few others the round changes nothing.
"""

from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
from flwr.common import ndarrays_to_parameters, parameters_to_ndarrays
from flwr.server.strategy import FedAvg

from bft.rules import Rules


class RobustStrategy(FedAvg):
    """FedAvg with a robust rule in place of the mean. How many examples a client says to have does
    not count: a hostile one would say anything."""

    def __init__(
        self, rule: str, f: int, command: Sequence[str] = ("bft",), **options: Any
    ) -> None:
        super().__init__(**options)
        self._rule, self._f = rule, f
        self._rules = Rules(command)
        self._begun: List[Any] = []

    def configure_fit(self, server_round: int, parameters: Any, client_manager: Any) -> Any:
        self._begun = parameters_to_ndarrays(parameters)
        return super().configure_fit(server_round, parameters, client_manager)

    def aggregate_fit(
        self, server_round: int, results: List[Tuple[Any, Any]], failures: List[Any]
    ) -> Tuple[Any, Dict[str, Any]]:
        shapes = [tensor.shape for tensor in self._begun]
        start = flat(self._begun)
        rows, names = [], []
        for client, result in sorted(results, key=lambda pair: str(pair[0].cid)):
            try:
                tensors = parameters_to_ndarrays(result.parameters)
                fits = [tensor.shape for tensor in tensors] == shapes
                row = flat(tensors) if fits else None
            except Exception:  # Whatever a hostile client sends must not end the server.
                row = None
            if row is not None:
                rows.append(row - start)
                names.append(client.cid)
        if not rows:
            return None, {}
        try:
            answer = self._rules.aggregate(self._rule, self._f, np.stack(rows), seed=server_round)
        except ValueError as error:
            if len(rows) == len(results):
                raise
            return None, {"not aggregated": str(error)}
        metrics = {f"left out: {names[row]}": why for row, why in answer.left_out.items()}
        return ndarrays_to_parameters(split(start + answer.output, shapes)), metrics


def flat(tensors: List[Any]) -> Any:
    return np.concatenate([np.asarray(tensor, np.float32).ravel() for tensor in tensors])


def split(values: Any, shapes: List[Any]) -> List[Any]:
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(values, ends[:-1]), shapes)]
