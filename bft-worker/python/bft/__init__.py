"""A worker of a Byzantine-fault-tolerant parameter server, in Python.

>>> for model in bft.connect("127.0.0.1:7070", token="..."):   # doctest: +SKIP
...     model.push(gradient(model.parameters))
"""

from bft.client import Client, connect
from bft.contract import Contract, JobState, Model, Report, Status, Task, Tensor, Verdict
from bft.errors import (
    BftError,
    JobEndedError,
    JobFailedError,
    LayoutError,
    Refusal,
    RefusedError,
    ServerError,
)
from bft.session import Limits
from bft.transport import Tls

__version__ = "0.1.0"

__all__ = [
    "BftError",
    "Client",
    "Contract",
    "JobEndedError",
    "JobFailedError",
    "JobState",
    "LayoutError",
    "Limits",
    "Model",
    "Refusal",
    "RefusedError",
    "Report",
    "ServerError",
    "Status",
    "Task",
    "Tensor",
    "Tls",
    "Verdict",
    "connect",
]
