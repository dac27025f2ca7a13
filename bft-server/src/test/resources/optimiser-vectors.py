"""Makes optimiser-vectors.json: python3 optimiser-vectors.py > optimiser-vectors.json

Steps of optimisers in double precision, by code that shares nothing with the server's: PyTorch's own
optimisers where it has them, else the formulas of the papers written out with numpy. Made with
PyTorch 1.13.1 and numpy 1.24.2 of Debian 12.
"""
import json

import numpy as np
import torch

SHAPES = [(4, 3), (3,)]
LAYOUT = "4x3,3"
STEPS = 6
D = 15
# Steps after which the parameters are kept.
SHOWN = (1, 2, 6)


def rates(spec):
    if spec == "constant":
        return "constant:rate=0.05", [0.05] * STEPS
    return "inverse-time:rate=0.1,decay=0.5", [0.1 / (1 + 0.5 * t) for t in range(STEPS)]


def problem():
    """Multiples of 1/64, which a float holds exactly."""
    random = np.random.default_rng(7)
    start = np.round(64 * random.normal(size=D)) / 64
    gradients = np.round(64 * random.normal(size=(STEPS, D))) / 64
    gradients[2, 3] = 0
    return start, gradients


def of_torch(make, etas, start, gradients):
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimiser = make([x])
    for eta, gradient in zip(etas, gradients):
        for group in optimiser.param_groups:
            group["lr"] = eta
        x.grad = torch.tensor(gradient, dtype=torch.float64)
        optimiser.step()
        yield x.detach().numpy().copy()


def tensors(x):
    at = 0
    for shape in SHAPES:
        size = int(np.prod(shape))
        yield x[at : at + size].reshape(shape)
        at += size


def flat(parts):
    return np.concatenate([p.ravel() for p in parts])


def momentum_inside(etas, start, gradients, beta=0.9):
    x, v = start.copy(), np.zeros(D)
    for eta, g in zip(etas, gradients):
        v = beta * v - eta * g
        x = x + v
        yield x


def nesterov_inside(etas, start, gradients, beta=0.9):
    # Sutskever et al.: y is the point that the paper keeps, x = y + beta v where the gradient is.
    y, v = start.copy(), np.zeros(D)
    for eta, g in zip(etas, gradients):
        v = beta * v - eta * g
        y = y + v
        yield y + beta * v


def delayed_nesterov(etas, start, gradients, beta=0.9, every=2):
    x, v, late = start.copy(), np.zeros(D), []
    for eta, g in zip(etas, gradients):
        late.append(g)
        x = x - eta * g / every
        if len(late) == every:
            v = beta * v + np.mean(late, axis=0)
            x, late = x - eta * beta * v, []
        yield x


def adam_direction(t, m, v, corrected, b1, b2, eps):
    if corrected:
        m, v = m / (1 - b1**t), v / (1 - b2**t)
    return m / (np.sqrt(v) + eps)


def adam_plain(etas, start, gradients):
    """FedAdam: no correction, v begins at epsilon squared."""
    b1, b2, eps = 0.9, 0.99, 1e-3
    x, m, v = start.copy(), np.zeros(D), np.full(D, eps**2)
    for t, (eta, g) in enumerate(zip(etas, gradients), 1):
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        x = x - eta * adam_direction(t, m, v, False, b1, b2, eps)
        yield x


def yogi(etas, start, gradients, corrected=False, initial=1e-6, b2=0.999):
    b1, eps = 0.9, 1e-3
    x, m, v = start.copy(), np.zeros(D), np.full(D, initial)
    for t, (eta, g) in enumerate(zip(etas, gradients), 1):
        m = b1 * m + (1 - b1) * g
        v = v - (1 - b2) * np.sign(v - g**2) * g**2
        x = x - eta * adam_direction(t, m, v, corrected, b1, b2, eps)
        yield x


def lamb(etas, start, gradients, decay=0.01):
    b1, b2, eps = 0.9, 0.999, 1e-6
    x, m, v = start.copy(), np.zeros(D), np.zeros(D)
    for t, (eta, g) in enumerate(zip(etas, gradients), 1):
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        u = adam_direction(t, m, v, True, b1, b2, eps) + decay * x
        x = flat(
            p - eta * np.linalg.norm(p) / np.linalg.norm(q) * q
            for p, q in zip(tensors(x), tensors(u))
        )
        yield x


def lars(etas, start, gradients, trust=0.02, beta=0.9, decay=0.0005):
    x, v = start.copy(), np.zeros(D)
    for eta, g in zip(etas, gradients):
        moved = []
        for p, q in zip(tensors(x), tensors(g)):
            size, slope = np.linalg.norm(p), np.linalg.norm(q)
            moved.append(eta * trust * size / (slope + decay * size) * (q + decay * p))
        v = beta * v + flat(moved)
        x = x - v
        yield x


def lion(etas, start, gradients, b1=0.9, b2=0.99, decay=0.1):
    x, m = start.copy(), np.zeros(D)
    for eta, g in zip(etas, gradients):
        x = x - eta * (np.sign(b1 * m + (1 - b1) * g) + decay * x)
        m = b2 * m + (1 - b2) * g
        yield x


def sign(etas, start, gradients, beta=0.0):
    x, m = start.copy(), np.zeros(D)
    for eta, g in zip(etas, gradients):
        m = beta * m + (1 - beta) * g
        x = x - eta * np.sign(m)
        yield x


def inverse_fourth_root(a):
    values, vectors = np.linalg.eigh(a)
    return vectors @ np.diag(values**-0.25) @ vectors.T


def cuts(length, block):
    parts = -(-length // block)
    edges = [k * length // parts for k in range(parts + 1)]
    return list(zip(edges, edges[1:]))


def shampoo(etas, start, gradients, every=1, block=128, eps=0.01):
    x = start.copy()
    statistics, roots, sums = {}, {}, np.zeros(3)
    for t, (eta, g) in enumerate(zip(etas, gradients)):
        matrix, vector = (p.copy() for p in tensors(x))
        g_matrix, g_vector = tensors(g)
        for a, b in cuts(4, block):
            for c, e in cuts(3, block):
                part = g_matrix[a:b, c:e]
                left, right = statistics.get(
                    (a, c), (eps * np.eye(b - a), eps * np.eye(e - c))
                )
                left, right = left + part @ part.T, right + part.T @ part
                statistics[a, c] = left, right
                if t % every == 0:
                    roots[a, c] = inverse_fourth_root(left), inverse_fourth_root(right)
                matrix[a:b, c:e] -= eta * roots[a, c][0] @ part @ roots[a, c][1]
        sums = sums + g_vector**2
        vector = vector - eta * g_vector / np.sqrt(sums + eps)
        x = flat([matrix, vector])
        yield x


def torch_case(optimiser, **settings):
    return lambda e, s, g: of_torch(lambda p: optimiser(p, lr=1.0, **settings), e, s, g)


T = torch.optim
CASES = [
    ("sgd", "PyTorch SGD", torch_case(T.SGD)),
    ("momentum:beta=0.9", "PyTorch SGD", torch_case(T.SGD, momentum=0.9)),
    ("nesterov:beta=0.9", "PyTorch SGD", torch_case(T.SGD, momentum=0.9, nesterov=True)),
    ("momentum:beta=0.9,rate=inside", "numpy", momentum_inside),
    ("nesterov:beta=0.9,rate=inside", "numpy", nesterov_inside),
    ("adagrad", "PyTorch Adagrad", torch_case(T.Adagrad)),
    (
        "adagrad:epsilon=0.001,initial=0.1",
        "PyTorch Adagrad",
        torch_case(T.Adagrad, eps=0.001, initial_accumulator_value=0.1),
    ),
    ("rmsprop", "PyTorch RMSprop", torch_case(T.RMSprop, alpha=0.9)),
    (
        "rmsprop:rho=0.99,beta=0.8,epsilon=0.001",
        "PyTorch RMSprop",
        torch_case(T.RMSprop, alpha=0.99, momentum=0.8, eps=0.001),
    ),
    ("adam", "PyTorch Adam", torch_case(T.Adam)),
    (
        "adam:beta1=0.5,beta2=0.9,epsilon=0.01",
        "PyTorch Adam",
        torch_case(T.Adam, betas=(0.5, 0.9), eps=0.01),
    ),
    ("adam:beta2=0.99,epsilon=1e-3,correction=no,initial=1e-6", "numpy", adam_plain),
    ("adamw", "PyTorch AdamW", torch_case(T.AdamW)),
    ("adamw:decay=0.3", "PyTorch AdamW", torch_case(T.AdamW, weight_decay=0.3)),
    ("yogi", "numpy", yogi),
    (
        "yogi:beta2=0.9,correction=yes,initial=0.5",
        "numpy",
        lambda e, s, g: yogi(e, s, g, True, 0.5, 0.9),
    ),
    ("lamb", "numpy", lamb),
    ("lamb:decay=0", "numpy", lambda e, s, g: lamb(e, s, g, 0.0)),
    ("lars:trust=0.02", "numpy", lars),
    ("lars:trust=0.5,beta=0,decay=0.1", "numpy", lambda e, s, g: lars(e, s, g, 0.5, 0.0, 0.1)),
    ("shampoo:every=1,epsilon=0.01", "numpy", shampoo),
    (
        "shampoo:every=4,block=2,epsilon=0.01",
        "numpy",
        lambda e, s, g: shampoo(e, s, g, every=4, block=2),
    ),
    ("lion:decay=0.1", "numpy", lion),
    ("delayed-nesterov:beta=0.9,every=2", "numpy", delayed_nesterov),
    (
        "delayed-nesterov:beta=0.5,every=3",
        "numpy",
        lambda e, s, g: delayed_nesterov(e, s, g, 0.5, 3),
    ),
    ("sign", "numpy", sign),
    ("sign:beta=0.9", "numpy", lambda e, s, g: sign(e, s, g, 0.9)),
]


def main():
    start, gradients = problem()
    cases = []
    for spec, by, run in CASES:
        for schedule in ("constant", "inverse"):
            rate, etas = rates(schedule)
            steps = [np.round(x, 8).tolist() for x in run(etas, start, gradients)]
            after = {str(t): steps[t - 1] for t in SHOWN}
            cases.append({"optimiser": spec, "rate": rate, "by": by, "after": after})
    lines = ",\n".join(json.dumps(case) for case in cases)
    print('{"layout": "%s",' % LAYOUT)
    print('"start": %s,' % json.dumps(start.tolist()))
    print('"gradients": %s,' % json.dumps(gradients.tolist()))
    print('"cases": [\n%s\n]}' % lines)


main()
