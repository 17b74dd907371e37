"""NumPy, for what OpenBLAS makes of the machine."""

from protocol import serve

import numpy as np


def prepare(work):
    a, b = (np.random.default_rng(1).random((work["size"], work["size"]), dtype="float32") for _ in range(2))

    def run(steps):
        for _ in range(steps):
            a @ b
        return steps

    return run


serve(prepare, {"NumPy": np.__version__})
