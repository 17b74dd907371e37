"""What the runner and a contender in Python say to each other: JSON, one message a line."""

import json
import os
import platform
import re
import resource
import sys
import time

request = json.loads(sys.argv[1])
work = request["work"]
threads = request["threads"]
replies = os.fdopen(3, "w", buffering=1)


def reply(message):
    replies.write(json.dumps(message) + "\n")


def serve(prepare, versions):
    """Prepares the work, then runs it whenever it is asked to. `run(steps)` returns how many steps it did."""
    try:
        run = prepare(work)
    except NotImplementedError as error:
        reply({"cannot": str(error)})
        return
    reply({"versions": {"Python": platform.python_version(), **versions}})
    for line in sys.stdin:
        steps = json.loads(line)["steps"]
        start = time.perf_counter()
        done = run(steps)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        reply({"steps": done, "seconds": seconds, "peakMemory": peak})


def samples_of(model, count):
    """Samples of no meaning: their values do not change the time that they take."""
    import numpy as np

    random = np.random.default_rng(1)
    shape = [count, *model["inputShape"]]
    if "vocabulary" in model:
        x = random.integers(0, model["vocabulary"], shape).astype("int32")
    else:
        x = random.random(shape, dtype="float32")
    return x, random.integers(0, model["classes"], count).astype("int32")


def pass_for(steps, batch, samples):
    """How `steps` steps are done: part of the samples once, or all of them several times."""
    steps_of_epoch = samples // batch
    if steps < steps_of_epoch:
        return 1, steps * batch
    return round(steps / steps_of_epoch), steps_of_epoch * batch


def snake(config):
    """Keras's own spelling of a configuration."""
    return {re.sub("([A-Z])", r"_\1", key).lower(): value for key, value in config.items()}
