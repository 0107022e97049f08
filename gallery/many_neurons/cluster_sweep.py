r"""
A sweep on two workers
======================

**Claim: a sweep with noise gives the same bits in one process, on one worker and on two, in
chunks of 8, 50 or 400 neurons.**

Each combination of two parameters is a neuron, and has a seed of its own.
Dask hands the neurons to its workers, which are processes here and may be machines elsewhere.
What comes back must not depend on who did which.
It needs Dask too: ``pip install "dask[distributed]"``.
The idea comes from the course: `Arrays with two axes <../../learn/two-dimensional-arrays.html>`_.
"""

# %%
# One task
# --------
# A task simulates some of the neurons, and returns the spikes of each and its last potential.
# The noise comes from the neuron's seed: :math:`I = I_\text{mean}(1 + \alpha \xi)`, with
# :math:`\xi` between -1 and 1.

import matplotlib.pyplot as plt
import numpy as np
from dask.distributed import Client, LocalCluster

import lif

dt = 1e-4
t_max = 0.5
means = np.linspace(50e-12, 145e-12, 20)
alphas = np.linspace(0.0, 19.0, 20)


def simulate(points):
    """Return spikes and last potentials; a point has a seed, a mean and an alpha."""
    t = lif.time_grid(t_max=t_max, dt=dt)
    noise = [lif.noise_current(t, mean, alpha, rng=rng) for rng, mean, alpha in points]
    trace = lif.run(np.column_stack(noise), lif.Neuron(t_ref=2e-3), dt=dt)
    return np.column_stack([trace.spiked.sum(axis=0), trace.state.v])


# %%
# Many tasks
# ----------
# One seed has as many children as there are neurons.
# A chunk of neurons is a task.
#
# Each worker is a new process and reads this file from the top.
# What only the first process is to do stands under ``if __name__ == "__main__":``.


def sweep(client, points, size, workers):
    """Return what the workers make of all points, in chunks of some size."""
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
    with LocalCluster(n_workers=2, **options) as cluster, Client(cluster) as client:
        two = list(client.scheduler_info()["workers"])
        for size in [8, 50, 400]:
            results["one worker", size] = sweep(client, points, size, two[:1])
            results["two workers", size] = sweep(client, points, size, two)

# %%
# The rates
# ---------
# The dashed line is the rheobase.
# Left of it a neuron fires by its noise alone.

if __name__ == "__main__":
    plt.style.use("lif.figure")
    figure, axes = plt.subplots()
    rates = results["two workers", 8][:, 0].reshape(len(alphas), len(means)) / t_max
    image = axes.pcolormesh(means * 1e12, alphas, rates, cmap="viridis")
    rheobase = lif.exact.rheobase(lif.Neuron())
    axes.axvline(rheobase * 1e12, color="white", linestyle="--")
    axes.set(xlabel=r"$I_\text{mean}$ (pA)", ylabel=r"$\alpha$")
    figure.colorbar(image, label="$f$ (Hz)")
    plt.show()

# %%
# The proof
# ---------
# All results are compared with the first, which no worker has seen, and byte by byte: there
# is no tolerance.
# In a worker there are none to compare.

same = {}
for (who, size), result in results.items():
    same[who, size] = result.tobytes() == results["here", 400].tobytes()
    print(f"{who}, {size} neurons at a time: {same[who, size]}")
assert all(same.values()), same

# %%
# Try this
# --------
# - Let all noise of a task come from one generator: ``one = np.random.default_rng(2020)``
#   before the list, and ``rng=one`` in it. Which of the comparisons fail?
# - Give every neuron the same seed, ``rng=2020``. Does the proof notice? What does the figure
#   show?
# - Return ``trace.v.mean(axis=0)`` as a third column, and add 1 to the sizes of the chunks.
#   NumPy adds up a single column in another order. How much is the difference?
