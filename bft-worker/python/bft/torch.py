"""PyTorch beside the parameter server: any module, any optimiser. Needs torch.

A :class:`Replica` keeps a module at the job's model. What is pushed is its gradient::

    replica = Replica(module, bft.connect("127.0.0.1:7070", token="..."))
    for version in replica:
        loss(module(inputs), labels).backward()
        replica.push_gradient()

or how far some steps of an optimiser of its own went::

    for version in replica:
        for inputs, labels in batches:
            optimiser.zero_grad()
            loss(module(inputs), labels).backward()
            optimiser.step()
        replica.push_update()
"""

from __future__ import annotations

import math
from typing import Any, Iterator, List, Mapping, Optional, Sequence, Tuple

import torch

from bft.client import Client
from bft.codec import Vector
from bft.contract import Tensor, Verdict
from bft.errors import LayoutError


class Replica:
    """A module that follows the job's model, and one vector of d floats beside it.

    The vector is what travels: models come straight into it, and gradients are flattened into it.
    Only parameters that require a gradient count; buffers, such as running means, stay local. The
    job's tensors, where the server knows them, must be the module's in order, shape and name.

    ``inputs_first`` says that the job's matrices stand input by output, as this project's Java
    models have them, where ``torch.nn.Linear`` has output by input. ``match_names=False`` takes
    tensors of other names in the same order.
    """

    def __init__(
        self,
        module: torch.nn.Module,
        client: Client,
        *,
        inputs_first: bool = False,
        match_names: bool = True,
    ) -> None:
        self._client = client
        named = [(n, p) for n, p in module.named_parameters() if p.requires_grad]
        self._parameters = [parameter for _, parameter in named]
        layout = [Tensor(name, _shape(parameter, inputs_first)) for name, parameter in named]
        contract = client.join()
        _require_same(layout, contract.tensors, contract.dimension, match_names)
        self._vector = torch.zeros(contract.dimension)
        self._row = self._vector.numpy()
        self._blocks = _views(self._vector, self._parameters, inputs_first)
        self._unscaler: Optional[torch.optim.Optimizer] = None

    def __iter__(self) -> Iterator[int]:
        """The versions of the model, each loaded into the module, until the job has finished.

        The last version, for which no gradient is due, is in the module after that.
        """
        for model in self._client.models(self._row):
            self.load()
            yield model.version
        if self._client.model is not None:
            self.load()

    def load(self) -> None:
        """Sets the module to the vector, and its gradients to none."""
        with torch.no_grad():
            for parameter, block in zip(self._parameters, self._blocks):
                parameter.copy_(block)
                parameter.grad = None

    def push_gradient(
        self, scaler: Optional[Any] = None, **figures: float
    ) -> Optional[Verdict]:
        """Sends the gradients that ``backward`` has left; those it has not left are zero.

        ``loss=`` and ``accuracy=`` of the batch, numbers or tensors of one value, are for people.

        With the ``GradScaler`` of mixed precision they are unscaled first. Where they then
        overflow, nothing is sent, the scale falls, and the result is None: try another batch.
        """
        if scaler is not None and not self._unscaled(scaler):
            for parameter in self._parameters:
                parameter.grad = None
            return None
        with torch.no_grad():
            for parameter, block in zip(self._parameters, self._blocks):
                if parameter.grad is None:
                    block.zero_()
                else:
                    block.copy_(parameter.grad)
        return self._push(figures)

    def push_update(self, rate: float = 1.0, **figures: float) -> Verdict:
        """Sends what local steps have changed, (before - after) / rate.

        Figures are those of :meth:`push_gradient`, of the first of the steps.

        With the default, plain descent of the server at rate 1 sets its model to the robust mean
        of the workers' models.
        """
        if not (math.isfinite(rate) and rate > 0):
            raise ValueError(f"rate must be above 0, got {rate}")
        with torch.no_grad():
            for parameter, block in zip(self._parameters, self._blocks):
                block.sub_(parameter.to(block.device, block.dtype)).div_(rate)
        return self._push(figures)

    def _push(self, figures: Mapping[str, float]) -> Verdict:
        return self._client.push(self._row, **figures)

    def _unscaled(self, scaler: Any) -> bool:
        """A scaler unscales what an optimiser holds, so one that never steps holds them."""
        if self._unscaler is None:
            self._unscaler = torch.optim.SGD(self._parameters, lr=0.0)
        scaler.unscale_(self._unscaler)
        scaler.update()
        gradients = [p.grad for p in self._parameters if p.grad is not None]
        return all(bool(torch.isfinite(gradient).all()) for gradient in gradients)


def layout_of(
    module: torch.nn.Module, *, inputs_first: bool = False, names: bool = True
) -> str:
    """A module's parameters as the server's ``--layout`` takes them.

    Without names workers of other programs can take part, who have other names.
    """
    parts = []
    for name, parameter in module.named_parameters():
        if parameter.requires_grad:
            shape = "x".join(map(str, _shape(parameter, inputs_first)))
            parts.append(f"{name}={shape}" if names else shape)
    return ",".join(parts)


def initial_of(module: torch.nn.Module, *, inputs_first: bool = False) -> Vector:
    """A module's parameters as one vector: save it with ``numpy.save`` for ``--initial``."""
    trained = _trained(module)
    vector = torch.zeros(sum(parameter.numel() for parameter in trained))
    with torch.no_grad():
        for parameter, block in zip(trained, _views(vector, trained, inputs_first)):
            block.copy_(parameter)
    row: Vector = vector.numpy()
    return row


def _trained(module: torch.nn.Module) -> List[torch.Tensor]:
    return [parameter for parameter in module.parameters() if parameter.requires_grad]


def _shape(parameter: torch.Tensor, inputs_first: bool) -> Tuple[int, ...]:
    shape = tuple(parameter.shape) or (1,)
    return shape[::-1] if inputs_first and len(shape) == 2 else shape


def _views(
    vector: torch.Tensor, parameters: Sequence[torch.Tensor], inputs_first: bool
) -> List[torch.Tensor]:
    """The vector's blocks, each in the shape of its parameter."""
    blocks = torch.split(vector, [parameter.numel() for parameter in parameters])
    views = []
    for parameter, block in zip(parameters, blocks):
        stored = block.view(_shape(parameter, inputs_first))
        transposed = inputs_first and parameter.dim() == 2
        views.append(stored.t() if transposed else block.view_as(parameter))
    return views


def _require_same(
    mine: Sequence[Tensor], jobs: Sequence[Tensor], dimension: int, match_names: bool
) -> None:
    size = sum(tensor.size for tensor in mine)
    if size != dimension:
        raise LayoutError(f"the module has {size} parameters, the job's model has {dimension}")
    if not jobs:
        return
    if len(jobs) != len(mine):
        raise LayoutError(f"the module has {len(mine)} tensors, the job's model has {len(jobs)}")
    for at, (own, other) in enumerate(zip(mine, jobs)):
        if own.shape != other.shape:
            advice = ""
            if own.shape == other.shape[::-1]:
                advice = ": is inputs_first the other way round?"
            raise LayoutError(
                f"tensor {at}, {own.name}, is {own.shape}, the job's {other.name} is"
                f" {other.shape}{advice}"
            )
        if match_names and other.name and own.name != other.name:
            raise LayoutError(
                f"tensor {at} is {own.name}, the job's is {other.name}: if they are the same,"
                " pass match_names=False"
            )
