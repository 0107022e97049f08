r"""
Parameter sweep on a Dask cluster
=================================

Several processes or machines can share a parameter sweep and still give the same result.

**Claim: a sweep with noise gives the same bits in one process, on one worker and on two, in chunks
of 8, 50 or 400 neurons.**

Each combination of two parameters is a neuron, and each neuron has a seed of its own.
Dask distributes the neurons over its workers, which are processes here and may be other machines
elsewhere.
The result must not depend on which worker simulates which neuron.
This example also needs Dask: ``pip install "dask[distributed]"``.
The idea comes from the course: `Arrays with two axes <../../learn/two-dimensional-arrays.html>`_.
"""

# %%
# One task
# --------
# A task simulates some of the neurons, and returns for each neuron the number of its spikes and
# its last potential.
# The current of a neuron is :math:`I = I_\text{mean}(1 + \alpha \xi)`.
# The noise :math:`\xi`, between -1 and 1, is drawn from the neuron's own seed.

import logging

import matplotlib.pyplot as plt
import numpy as np
from dask.distributed import Client, LocalCluster

import lif

dt = 1e-4
t_max = 0.5
means = np.linspace(50e-12, 145e-12, 20)
alphas = np.linspace(0.0, 19.0, 20)


def simulate(points):
    """Return spike counts and last potentials; a point is a seed, a mean and an alpha."""
    t = lif.time_grid(t_max=t_max, dt=dt)
    noise = [lif.noise_current(t, mean, alpha, rng=rng) for rng, mean, alpha in points]
    trace = lif.run(np.column_stack(noise), lif.Neuron(t_ref=2e-3), dt=dt)
    return np.column_stack([trace.spiked.sum(axis=0), trace.state.v])


# %%
# Many tasks
# ----------
# From one seed, ``spawn`` makes a seed for each neuron.
# Each chunk of neurons is one task.
#
# Each worker is a new process, which runs this file from the top.
# Everything that only the first process should do is placed under ``if __name__ == "__main__":``.


def sweep(client, points, size, workers):
    """Return the results of all points, which the workers compute in chunks of a size."""
    chunks = [points[k : k + size] for k in range(0, len(points), size)]
    futures = client.map(simulate, chunks, workers=workers, pure=False)
    return np.concatenate(client.gather(futures))


results = {}
if __name__ == "__main__":
    pairs = [(mean, alpha) for alpha in alphas for mean in means]
    seeds = np.random.SeedSequence(2020).spawn(len(pairs))
    points = [(seed, *pair) for seed, pair in zip(seeds, pairs, strict=True)]
    results["here", len(points)] = simulate(points)
    options = {"threads_per_worker": 1, "dashboard_address": None}
    options["silence_logs"] = logging.CRITICAL  # Dask may complain while it stops
    with LocalCluster(n_workers=2, **options) as cluster, Client(cluster) as client:
        two = list(client.scheduler_info()["workers"])
        for size in [8, 50, 400]:
            results["one worker", size] = sweep(client, points, size, two[:1])
            results["two workers", size] = sweep(client, points, size, two)

# %%
# The rates
# ---------
# The dashed line is the rheobase.
# To the left of the line a neuron fires only because of the noise.


def edges(x):
    """Return where the first cell of a row begins and the last one ends."""
    half = (x[1] - x[0]) / 2
    return x[0] - half, x[-1] + half


if __name__ == "__main__":
    plt.style.use("lif.figure")
    figure, axes = plt.subplots()
    rates = results["two workers", 8][:, 0].reshape(len(alphas), len(means)) / t_max
    extent = (*edges(means * 1e12), *edges(alphas))
    image = axes.imshow(
        rates, aspect="auto", origin="lower", extent=extent, cmap="viridis"
    )
    rheobase = lif.exact.rheobase(lif.Neuron())
    axes.axvline(rheobase * 1e12, color="C1", linestyle="--")
    axes.set(xlabel=r"$I_\text{mean}$ (pA)", ylabel=r"$\alpha$")
    figure.colorbar(image, label="$f$ (Hz)")
    plt.show()

# %%
# The proof
# ---------
# All results are compared, byte by byte, with the first, which was computed without workers.
# There is no tolerance.
# In a worker process there are no results, so nothing is compared there.

same = {}
for (who, size), result in results.items():
    same[who, size] = result.tobytes() == results["here", 400].tobytes()
    print(f"{who}, {size} neurons at a time: {same[who, size]}")
assert all(same.values()), same

# %%
# Try this
# --------
# - Draw all noise of a task from one generator: write ``one = np.random.default_rng(2020)``
#   before the list, and ``rng=one`` in the list. Which of the comparisons fail?
# - Give every neuron the same seed, ``rng=2020``. Does the proof fail? What does the figure
#   show?
# - Return ``trace.v.mean(axis=0)`` as a third column, and add the size 1 to the list of
#   chunk sizes. NumPy adds the numbers of a single column in another order. How large is the
#   difference?
